//! The headers of a request, from any type that frameworks use for them.

use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyBytes, PyDict, PyList, PyString, PyTuple},
};
use webhook_signature::{Header, Headers};

/// How a WSGI environ begins the names of headers: what follows has `_` for `-`, and capitals only.
const WSGI_PREFIX: &[u8] = b"HTTP_";

/// No header of ours holds this byte, as none holds text without UTF-8.
const UNENCODABLE: &[u8] = b"\xff";

/// Our headers among those of a request.
#[derive(Default)]
pub struct OurHeaders<'py>(Vec<(Header, Value<'py>)>);

enum Value<'py> {
    Bytes(Bound<'py, PyBytes>),
    Text(Bound<'py, PyString>),
}

impl<'py> OurHeaders<'py> {
    /// Takes a map of names to values, a WSGI environ or a list of pairs; names in any case, all of it text or bytes. `None`,
    /// as some servers have it, is a request without headers.
    ///
    /// # Errors
    /// `TypeError` for anything else.
    pub fn of(headers: &Bound<'py, PyAny>) -> PyResult<Self> {
        let mut ours = Self::default();
        if headers.is_none() {
            return Ok(ours);
        }
        if let Ok(map) = headers.cast_exact::<PyDict>() {
            // A copy: without the GIL, another thread could change the map meanwhile, and no lock on it outlasts those
            // that are taken inside.
            for (name, value) in map.copy()? {
                ours.add(&name, &value);
            }
        } else if headers.hasattr("headers").unwrap_or(false) {
            // A request, some of which are maps too.
            return Err(misunderstood());
        } else if headers.hasattr("items")? {
            // The frameworks' maps return every value of a repeated header.
            ours.add_pairs(&headers.call_method0("items")?)?;
        } else {
            ours.add_pairs(headers)?;
        }
        Ok(ours)
    }

    /// As the crate reads them.
    pub fn read(&self) -> Headers<'_> {
        let mut headers = Headers::default();
        for (header, value) in &self.0 {
            headers.add(header.name(), value.bytes());
        }
        headers
    }

    fn add_pairs(&mut self, pairs: &Bound<'py, PyAny>) -> PyResult<()> {
        for pair in pairs.try_iter().map_err(|_| misunderstood())? {
            let pair = pair?;
            let pair = if let Ok(pair) = pair.cast::<PyList>() {
                pair.to_tuple()
            } else {
                pair.cast_into::<PyTuple>().map_err(|_| misunderstood())?
            };
            let (name, value): (Bound<'_, _>, Bound<'_, _>) = pair.extract().map_err(|_| misunderstood())?;
            self.add(&name, &value);
        }
        Ok(())
    }

    fn add(&mut self, name: &Bound<'py, PyAny>, value: &Bound<'py, PyAny>) {
        let Some(header) = header_of(name) else {
            return;
        };
        let values = if let Ok(values) = value.cast::<PyList>() {
            values.iter().filter_map(|value| Value::of(&value)).collect()
        } else {
            Vec::from_iter(Value::of(value))
        };
        self.0.extend(values.into_iter().map(|value| (header, value)));
    }
}

impl<'py> Value<'py> {
    /// A value that is neither text nor bytes did not come with a request and is ignored.
    fn of(value: &Bound<'py, PyAny>) -> Option<Self> {
        if let Ok(text) = value.cast::<PyString>() {
            Some(Self::Text(text.clone()))
        } else {
            value.cast::<PyBytes>().ok().map(|bytes| Self::Bytes(bytes.clone()))
        }
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes.as_bytes(),
            Self::Text(text) => text.to_str().map_or(UNENCODABLE, str::as_bytes),
        }
    }
}

fn header_of(name: &Bound<'_, PyAny>) -> Option<Header> {
    let name = if let Ok(text) = name.cast::<PyString>() {
        text.to_str().ok()?.as_bytes()
    } else {
        name.cast::<PyBytes>().ok()?.as_bytes()
    };
    let in_environ = name.strip_prefix(WSGI_PREFIX);
    Header::ALL.into_iter().find(|header| {
        let ours = header.name().as_bytes();
        ours.eq_ignore_ascii_case(name) || in_environ.is_some_and(|name| is_environs(name, ours))
    })
}

fn is_environs(name: &[u8], ours: &[u8]) -> bool {
    let capital = |byte: &u8| {
        if *byte == b'-' { b'_' } else { byte.to_ascii_uppercase() }
    };
    name.len() == ours.len() && ours.iter().map(capital).eq(name.iter().copied())
}

fn misunderstood() -> PyErr {
    PyTypeError::new_err(
        "the headers of the request are needed, all of them: request.headers, a WSGI environ, an ASGI scope's headers, \
         or a map of names to values. (X-AviationAlley-Signature alone is for verify().)",
    )
}
