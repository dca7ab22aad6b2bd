//! Checks the headers that describe a body: JSON in UTF-8, not compressed. Without `Content-Type`, that is assumed.

use http::{
    HeaderMap, HeaderName,
    header::{CONTENT_ENCODING, CONTENT_TYPE},
};

use crate::problem::{Code, Problem};

/// 415 if they declare something else.
pub fn check(headers: &HeaderMap) -> Result<(), Problem> {
    let refuse = |detail| Err(Problem::new(Code::UnsupportedMediaType, detail));
    if given(headers, CONTENT_ENCODING).is_some_and(|coding| !is_identity(coding)) {
        return refuse("A compressed body is not taken. Send it as it is, without `Content-Encoding`.");
    }
    match given(headers, CONTENT_TYPE) {
        Some(kind) if !is_json(kind) => {
            refuse("The body must be JSON in UTF-8. Send `Content-Type: application/json`, or leave the header out.")
        }
        _ => Ok(()),
    }
}

/// The header's value, if present. One that is not ASCII becomes a value that matches nothing.
fn given(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let value = headers.get(name)?.to_str().unwrap_or("?").trim();
    (!value.is_empty()).then_some(value)
}

fn is_identity(coding: &str) -> bool {
    coding.eq_ignore_ascii_case("identity")
}

/// A JSON MIME type, as <https://mimesniff.spec.whatwg.org/#json-mime-type> has it, without a charset or in UTF-8.
fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    let Some((kind, subtype)) = essence.split_once('/') else {
        return false;
    };
    let is_json = match (kind, subtype) {
        ("application" | "text", "json") => true,
        _ => !kind.is_empty() && subtype.len() > "+json".len() && subtype.ends_with("+json"),
    };
    let in_utf8 = |parameter: &str| match parameter.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            let charset = value.trim().trim_matches('"');
            ["utf-8", "utf8"].iter().any(|name| charset.eq_ignore_ascii_case(name))
        }
        _ => true,
    };
    is_json && parts.all(in_utf8)
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::check;
    use crate::problem::Code;

    fn is_taken(name: &'static str, value: &[u8]) -> bool {
        let value = HeaderValue::from_bytes(value).unwrap();
        match check(&HeaderMap::from_iter([(name.parse().unwrap(), value)])) {
            Ok(()) => true,
            Err(problem) => {
                assert_eq!(problem.code, Code::UnsupportedMediaType);
                false
            }
        }
    }

    #[test]
    fn json_in_utf8_is_taken_and_nothing_else() {
        for taken in [
            "",
            "application/json",
            "Application/JSON ; charset=UTF-8",
            "application/json;charset=\"utf-8\"",
            "application/json; charset=utf8; profile=x",
            "application/merge-patch+json",
            "text/json",
        ] {
            assert!(is_taken("content-type", taken.as_bytes()), "{taken}");
        }
        for refused in [
            "text/plain",
            "text/plain; charset=utf-8",
            "application/xml",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=json",
            "application/json; charset=utf-16",
            "application/json; charset=iso-8859-1",
            "application/json; charset=utf-8; charset=utf-16",
            "application/jsonp",
            "application/x-ndjson",
            "application/+json",
            "json",
            "*/*",
            "application/json, text/plain",
        ] {
            assert!(!is_taken("content-type", refused.as_bytes()), "{refused}");
        }
        assert!(!is_taken("content-type", b"application/json\xff"));
    }

    #[test]
    fn a_body_is_taken_as_it_stands_and_not_compressed() {
        for taken in ["", "identity", "Identity"] {
            assert!(is_taken("content-encoding", taken.as_bytes()), "{taken}");
        }
        for refused in ["gzip", "br", "deflate", "identity, gzip", "utf-8"] {
            assert!(!is_taken("content-encoding", refused.as_bytes()), "{refused}");
        }
    }
}
