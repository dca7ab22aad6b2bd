//! The raw body, from any type that frameworks use for it.

use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyByteArray, PyBytes, PyDict, PyMemoryView, PyString},
};
use std::borrow::Cow;

/// From this length on, hashing takes longer than releasing and reacquiring the interpreter.
const LARGE: usize = 64 * 1024;

const MEND: &str = "Read it before any JSON parsing, which loses the bytes that were signed: request.get_data() in \
                        Flask, request.body in Django, await request.body() in FastAPI and Starlette.";

/// The bytes that a body or a header stands for.
pub enum Raw<'a> {
    /// A copy of anything that another thread could change; `bytes` and `str` are immutable and not copied.
    Bytes(Cow<'a, [u8]>),
    /// Text with a lone surrogate in it, which cannot be encoded as UTF-8, so it was never signed.
    Unencodable(&'a Bound<'a, PyString>),
}

impl<'a> Raw<'a> {
    /// `None` for a value that is neither bytes nor text.
    pub fn of(value: &'a Bound<'_, PyAny>) -> PyResult<Option<Self>> {
        Ok(Some(if let Ok(bytes) = value.cast::<PyBytes>() {
            Self::Bytes(Cow::Borrowed(bytes.as_bytes()))
        } else if let Ok(text) = value.cast::<PyString>() {
            match text.to_str() {
                Ok(text) => Self::Bytes(Cow::Borrowed(text.as_bytes())),
                Err(_) => Self::Unencodable(text),
            }
        } else if let Ok(bytes) = value.cast::<PyByteArray>() {
            Self::Bytes(Cow::Owned(bytes.to_vec()))
        } else if let Ok(view) = value.cast::<PyMemoryView>() {
            Self::Bytes(Cow::Owned(view.call_method0("tobytes")?.extract()?))
        } else {
            return Ok(None);
        }))
    }

    /// Of a request that came: `None`, as some servers have it, is an empty body.
    ///
    /// # Errors
    /// `TypeError` for a value that is not a raw body.
    pub fn of_request(value: &'a Bound<'_, PyAny>) -> PyResult<Self> {
        if value.is_none() {
            return Ok(Self::Bytes(Cow::Borrowed(b"")));
        }
        Self::of_body(value)
    }

    /// # Errors
    /// `TypeError` for a value that is not a raw body.
    pub fn of_body(value: &'a Bound<'_, PyAny>) -> PyResult<Self> {
        Self::of(value)?.ok_or_else(|| PyTypeError::new_err(misread(value).1))
    }

    /// What was signed, if anything can have been.
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Unencodable(_) => None,
        }
    }

    /// For a developer to look at.
    pub fn lossy(self) -> Cow<'a, [u8]> {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Unencodable(text) => match text.to_string_lossy() {
                Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                Cow::Owned(text) => Cow::Owned(text.into_bytes()),
            },
        }
    }
}

/// Says what is wrong with a value that is not a raw body: the code of `explain`, and the message of an error.
pub fn misread(value: &Bound<'_, PyAny>) -> (&'static str, String) {
    let (code, what) = describe(value);
    let message = format!("the raw body is needed as it arrived, bytes or str, and this is {what}. {MEND}");
    (code, message)
}

fn describe(value: &Bound<'_, PyAny>) -> (&'static str, Cow<'static, str>) {
    // An attribute that raises counts as missing: Flask's request does so outside of a request.
    let has = |name| value.hasattr(name).unwrap_or(false);
    let (code, what) = if value.is_none() {
        ("body_missing", "None: nothing has read the request")
    } else if has("headers") || is_request(value) {
        // Before the check for callables: Flask's request is callable.
        ("body_request", "the request itself: pass its body")
    } else if has("__await__") {
        ("body_not_awaited", "a coroutine: await it")
    } else if value.is_callable() {
        ("body_not_awaited", "a function: call it")
    } else if ["read", "__next__", "__aiter__"].into_iter().any(has) {
        ("body_stream", "a stream: read it to its end")
    } else {
        let name = value.get_type().name();
        let name = name.as_ref().map_or(Cow::Borrowed("?"), |name| name.to_string_lossy());
        return ("body_parsed", format!("of the type {name}").into());
    };
    (code, what.into())
}

/// A WSGI environ, an ASGI scope, the event of a serverless function. An event of ours has no such members.
fn is_request(value: &Bound<'_, PyAny>) -> bool {
    let has = |name| value.contains(name).unwrap_or(false);
    value.is_instance_of::<PyDict>() && (has("wsgi.input") || has("headers"))
}

/// Lets other threads run while a large body is processed.
pub fn unhindered<T: Send>(py: Python<'_>, body: &[u8], work: impl FnOnce() -> T + Send) -> T {
    if body.len() > LARGE { py.detach(work) } else { work() }
}
