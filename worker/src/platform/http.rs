//! Requests in and responses out.

use std::net::IpAddr;

use futures::{StreamExt, stream};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use worker::{Headers, Request as PlatformRequest, Response, ResponseBuilder, Url};

use crate::{
    http::{
        body::Unread,
        reply::Reply,
        upload::{Chunks, Upload},
    },
    problem::{Code, Problem},
    serve::dispatch::Request,
};

/// The URL that it was sent to.
pub fn url(request: &PlatformRequest) -> Result<Url, Problem> {
    let unreadable = |_| Problem::new(Code::InvalidRequest, "The request has no readable URL.");
    request.url().map_err(unreadable)
}

pub fn request(mut request: PlatformRequest, url: &Url) -> Result<Request, Problem> {
    // Not `request.method()`, which returns GET for every unknown method.
    let method = Method::from_bytes(request.inner().method().as_bytes());
    let method = method.map_err(|_| Problem::new(Code::InvalidRequest, "The method is no token."))?;
    let headers = headers(&request);
    Ok(Request {
        method,
        path: url.path().to_owned(),
        query: url.query().unwrap_or_default().to_owned(),
        remote: remote(&headers),
        headers,
        body: Upload::of(chunks(&mut request)),
    })
}

/// Of several headers of one name the platform makes one.
fn headers(request: &PlatformRequest) -> HeaderMap {
    let pairs = request.headers().entries().filter_map(|(name, value)| {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        Some((name, HeaderValue::from_bytes(value.as_bytes()).ok()?))
    });
    pairs.collect()
}

/// The platform sets this header itself, whatever the caller sends.
fn remote(headers: &HeaderMap) -> Option<IpAddr> {
    headers.get("cf-connecting-ip")?.to_str().ok()?.parse().ok()
}

fn chunks(request: &mut PlatformRequest) -> Chunks {
    if request.inner().body().is_none() {
        return stream::empty().boxed_local();
    }
    match request.stream() {
        Ok(stream) => stream.map(|chunk| chunk.map_err(|_| Unread::Broken)).boxed_local(),
        Err(_) => stream::iter([Err(Unread::Broken)]).boxed_local(),
    }
}

pub fn response(reply: Reply) -> worker::Result<Response> {
    let headers = Headers::new();
    for (name, value) in &reply.headers {
        // Not `set`: of some headers, such as cookies, there are several.
        headers.append(name, value)?;
    }
    let response = ResponseBuilder::new().with_status(reply.status).with_headers(headers);
    // A 204 must have no body at all.
    Ok(if reply.body.is_empty() { response.empty() } else { response.fixed(reply.body) })
}
