//! `fetch` behind the outbound port.

use std::time::Duration;

use futures::{StreamExt, future::LocalBoxFuture};
use worker::{
    AbortSignal, Fetch, Headers, Method, Request, RequestInit, RequestRedirect,
    wasm_bindgen::JsValue,
};

use crate::app::{Answer, Outbound, Post, Response};

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
                Ok(mut response) => Answer::Response(Response {
                    status: response.status_code(),
                    headers: response.headers().entries().collect(),
                    body: beginning(&mut response).await,
                }),
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

/// As much of the body as came in time and is kept. The status has decided already, so that a body which stalls or
/// breaks off takes nothing back. Dropping the stream lets go of the connection.
async fn beginning(response: &mut worker::Response) -> Vec<u8> {
    let mut body = Vec::new();
    // No stream, no body.
    let Ok(mut stream) = response.stream() else {
        return body;
    };
    while body.len() < Response::BODY_KEPT
        && let Some(Ok(chunk)) = stream.next().await
    {
        body.extend(chunk);
    }
    body.truncate(Response::BODY_KEPT);
    body
}
