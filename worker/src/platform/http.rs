//! Requests in and responses out.

use futures::StreamExt;
use worker::{Headers, Request as PlatformRequest, Response, ResponseBuilder};

use crate::api::{body::MAX_BODY, dispatch::Request, reply::Reply};

pub async fn request(mut request: PlatformRequest) -> worker::Result<Request> {
    let url = request.url()?;
    // Not `request.method()`, which takes every method that it does not know for a GET.
    let method = http::Method::from_bytes(request.inner().method().as_bytes())
        .map_err(|error| worker::Error::RustError(error.to_string()))?;
    let authorization = request.headers().get("authorization")?;
    Ok(Request {
        method,
        path: url.path().to_owned(),
        query: url.query().unwrap_or_default().to_owned(),
        authorization,
        body: body(&mut request).await?,
    })
}

/// Reads the body no further than it is allowed to be long, whatever its declared length.
async fn body(request: &mut PlatformRequest) -> worker::Result<Option<Vec<u8>>> {
    if request.inner().body().is_none() {
        return Ok(Some(Vec::new()));
    }
    let mut stream = request.stream()?;
    let mut body = Vec::new();
    while let Some(chunk) = stream.next().await {
        body.extend(chunk?);
        if body.len() > MAX_BODY {
            return Ok(None);
        }
    }
    Ok(Some(body))
}

pub fn response(reply: Reply) -> worker::Result<Response> {
    let headers = Headers::new();
    for (name, value) in &reply.headers {
        headers.set(name, value)?;
    }
    let response = ResponseBuilder::new()
        .with_status(reply.status)
        .with_headers(headers);
    // A 204 must have no body at all.
    Ok(if reply.body.is_empty() {
        response.empty()
    } else {
        response.fixed(reply.body)
    })
}
