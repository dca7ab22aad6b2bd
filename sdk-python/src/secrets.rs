//! One secret, or several while it is being rotated.

use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::{PyList, PyString, PyTuple},
};
use webhook_signature::SecretError;

/// What is `None`, an environment variable that is not set, is as good as empty.
///
/// # Errors
/// `TypeError` for what is neither text nor a list of it, `UnicodeEncodeError` for text without UTF-8.
pub fn read(secrets: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<String>> {
    let Some(secrets) = secrets else {
        return Ok(Vec::new());
    };
    let text = |secret: Bound<'_, PyAny>| -> PyResult<String> {
        if secret.is_none() {
            return Ok(String::new());
        }
        let secret = secret.cast::<PyString>().map_err(|_| wrong_type())?;
        Ok(secret.to_str()?.to_owned())
    };
    if let Ok(list) = secrets.cast::<PyList>() {
        list.iter().map(text).collect()
    } else if let Ok(list) = secrets.cast::<PyTuple>() {
        list.iter().map(text).collect()
    } else {
        Ok(vec![text(secrets.clone())?])
    }
}

pub fn refused(error: SecretError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

fn wrong_type() -> PyErr {
    PyTypeError::new_err("the signing secret is a str, or a list of them while it is being rotated")
}
