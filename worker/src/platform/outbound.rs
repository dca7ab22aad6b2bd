//! `fetch` behind the outbound port.

use std::time::Duration;

use futures::{StreamExt, future::LocalBoxFuture};
use js_sys::Reflect;
use worker::{
    AbortController, AbortSignal, Error, Fetch, Headers, Method, Request, RequestInit, RequestRedirect,
    Response as PlatformResponse, wasm_bindgen::JsValue,
};

use super::{
    kept,
    system::{SystemClock, SystemTimer},
};
use crate::{
    app::{Answer, Clock, Exchange, Outbound, Post, Response, Timer},
    webhooks::delivery::receiver_time::within,
};

const TIME: (&dyn Clock, &dyn Timer) = (&SystemClock, &SystemTimer);

pub struct FetchOutbound;

impl Outbound for FetchOutbound {
    fn post(&self, post: Post, timeout: Duration) -> LocalBoxFuture<'_, Exchange> {
        Box::pin(async move {
            let controller = AbortController::default();
            let signal = controller.signal();
            let _end = EndOfRequest(Some(controller));
            let (sent, took) = within(TIME, timeout, send(&post, &signal)).await;
            let mut exchange = Exchange { answer: Answer::Timeout, took };
            match sent {
                Some(Ok(response)) => read(response, timeout, &mut exchange).await,
                Some(Err(error)) => exchange.answer = Answer::Network(error.to_string()),
                None => {}
            }
            exchange
        })
    }
}

/// Ends the request and its connection when it is dropped, unless they have ended by then.
struct EndOfRequest(Option<AbortController>);

impl Drop for EndOfRequest {
    fn drop(&mut self) {
        if let Some(controller) = self.0.take() {
            controller.abort();
        }
    }
}

/// Connections are kept for the next request, and a receiver may close one just then. So where a connection is lost
/// before an answer came, the request is made once more, and that on a fresh one: while there may be connections that
/// were kept, the runtime takes those first, and they may be lost as well.
async fn send(post: &Post, signal: &AbortSignal) -> worker::Result<PlatformResponse> {
    let mut is_second = false;
    loop {
        let sent = Fetch::Request(request(post)?).send_with_signal(signal).await;
        let now = SystemClock.now();
        match sent {
            Ok(response) => {
                kept::note(&post.url, now);
                return Ok(response);
            }
            Err(error) if !is_connection_lost(&error) => return Err(error),
            Err(error) if !kept::lose(&post.url, now) && is_second => return Err(error),
            Err(_) => is_second = true,
        }
    }
}

/// The runtime marks the errors of lost connections, and no others, as `retryable`.
fn is_connection_lost(error: &Error) -> bool {
    let Error::UnknownJsError { original, .. } = error else {
        return false;
    };
    Reflect::get(original, &"retryable".into()).is_ok_and(|retryable| retryable.is_truthy())
}

fn request(post: &Post) -> worker::Result<Request> {
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

/// Reads what comes of the response in the time that is left. The status has decided already, so that a body which
/// stalls or breaks off takes nothing back.
async fn read(mut response: PlatformResponse, timeout: Duration, exchange: &mut Exchange) {
    let mut body = Vec::new();
    let reading = beginning(&mut response, &mut body);
    let (_, took) = within(TIME, timeout - exchange.took, reading).await;
    exchange.took += took;
    exchange.answer = Answer::Response(Response {
        status: response.status_code(),
        headers: response.headers().entries().collect(),
        body,
    });
}

/// As much of the body as is kept. Dropping the stream lets go of the connection.
async fn beginning(response: &mut PlatformResponse, body: &mut Vec<u8>) {
    // No stream, no body.
    let Ok(mut stream) = response.stream() else {
        return;
    };
    while body.len() < Response::BODY_KEPT
        && let Some(Ok(chunk)) = stream.next().await
    {
        body.extend(chunk);
    }
    body.truncate(Response::BODY_KEPT);
}
