//! `fetch` behind the outbound port.

use std::time::Duration;

use futures::future::LocalBoxFuture;
use js_sys::futures::JsFuture;
use worker::{
    AbortSignal, Fetch, Headers, Method, Request, RequestInit, RequestRedirect, Response,
    ResponseBody, wasm_bindgen::JsValue,
};

use crate::app::{Answer, Outbound, Post};

pub struct FetchOutbound;

impl Outbound for FetchOutbound {
    fn post(&self, post: Post, timeout: Duration) -> LocalBoxFuture<'_, Answer> {
        Box::pin(async move {
            let millis = u32::try_from(timeout.as_millis()).unwrap_or(u32::MAX);
            let signal = AbortSignal::from(web_sys::AbortSignal::timeout_with_u32(millis));
            let sent = match request(post) {
                Ok(request) => Fetch::Request(request).send_with_signal(&signal).await,
                Err(error) => Err(error),
            };
            match sent {
                Ok(response) => {
                    discard(&response).await;
                    Answer::Status(response.status_code())
                }
                Err(_) if signal.aborted() => Answer::Timeout,
                Err(error) => Answer::Network(error.to_string()),
            }
        })
    }
}

fn request(post: Post) -> worker::Result<Request> {
    let headers = Headers::new();
    for (name, value) in &post.headers {
        headers.set(name, value)?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(headers)
        .with_body(Some(JsValue::from_str(&post.body)))
        .with_redirect(RequestRedirect::Manual);
    Request::new_with_init(&post.url, &init)
}

/// Lets go of the connection: the status says all, and a body may be endless.
async fn discard(response: &Response) {
    if let ResponseBody::Stream(stream) = response.body() {
        // A stream that broke meanwhile has nothing left to cancel.
        let _ = JsFuture::from(stream.cancel()).await;
    }
}
