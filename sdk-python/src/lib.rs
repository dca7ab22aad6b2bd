//! `webhook-signature` for Python. What Python's users and type checkers read is in `_native.pyi`.

use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    pybacked::PyBackedBytes,
    types::{PyByteArray, PyBytes, PyMemoryView, PyString},
};
use webhook_signature::Secret;

/// From here on hashing takes longer than handing the interpreter to another thread and getting it back.
const LARGE: usize = 64 * 1024;

#[pymodule(gil_used = false)]
mod _native {
    #[pymodule_export]
    use super::verify;

    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "Python's name for it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}

/// Two kinds of fault, kept apart: what the developer passes can raise, what a stranger sends is never more than `False`.
#[pyfunction]
fn verify(
    py: Python<'_>,
    raw_body: &Bound<'_, PyAny>,
    signature_header: &Bound<'_, PyAny>,
    secret: Option<&Bound<'_, PyString>>,
) -> PyResult<bool> {
    let body = bytes_of(raw_body)?;
    let secret = prepare(secret)?;
    let (Some(body), Ok(Some(header))) = (body, bytes_of(signature_header)) else {
        return Ok(false);
    };
    Ok(if body.len() > LARGE {
        py.detach(|| secret.verify(&body, &header))
    } else {
        secret.verify(&body, &header)
    })
}

/// `None` for text that has no UTF-8, a lone surrogate in it: nobody signed that.
///
/// What another thread could change meanwhile is copied; `bytes` never changes and is not.
fn bytes_of(value: &Bound<'_, PyAny>) -> PyResult<Option<PyBackedBytes>> {
    if let Ok(bytes) = value.cast::<PyBytes>() {
        Ok(Some(bytes.clone().into()))
    } else if let Ok(text) = value.cast::<PyString>() {
        Ok(text.encode_utf8().ok().map(Into::into))
    } else if let Ok(bytes) = value.cast::<PyByteArray>() {
        Ok(Some(bytes.clone().into()))
    } else if let Ok(view) = value.cast::<PyMemoryView>() {
        Ok(Some(view.call_method0("tobytes")?.extract()?))
    } else {
        Err(PyTypeError::new_err(format!(
            "verify() needs the raw body as it arrived, bytes or str, and got {}: read it before any JSON parsing, \
             which loses the bytes that were signed (Flask: request.get_data(), Django: request.body, \
             FastAPI and Starlette: await request.body())",
            value.get_type().name()?
        )))
    }
}

fn prepare(secret: Option<&Bound<'_, PyString>>) -> PyResult<Secret> {
    let text = secret.map_or(Ok(""), |secret| secret.to_str())?;
    Secret::new(text).map_err(|_| {
        PyValueError::new_err(
            "the signing secret is missing: pass the whsec_... text that Settings → Integrations showed \
             (is the environment variable set?)",
        )
    })
}
