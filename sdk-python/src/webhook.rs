//! The functions of the package, and the class that has them with the keys prepared once.

use crate::{
    body::{MEND, Raw, unhindered},
    headers::OurHeaders,
    options, secrets,
};
use pyo3::{
    prelude::*,
    sync::PyOnceLock,
    types::{PyDict, PyType},
};
use webhook_signature::{Envelope, Options, Reason, Secrets, Webhook as Keys, signed_prefix};

/// The id that is signed with a body that has none, unless told.
const TEST_ID: &str = "del_test";

pyo3::import_exception!(aviationalley_webhooks.errors, WebhookVerificationError);

#[pyclass(frozen, module = "aviationalley_webhooks")]
pub struct Webhook {
    secrets: Vec<String>,
    keys: Keys,
}

#[pymethods]
impl Webhook {
    #[new]
    fn new(secret: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let secrets = secrets::read(secret)?;
        let keys = keys_of(&secrets)?;
        Ok(Self { secrets, keys })
    }

    fn verify(
        &self,
        raw_body: &Bound<'_, PyAny>,
        signature_header: &Bound<'_, PyAny>,
    ) -> PyResult<bool> {
        verify_with(raw_body, signature_header, |body, header| {
            self.keys.verify(body, header)
        })
    }

    #[pyo3(signature = (raw_body, headers, *, tolerance = 300.0, now = None, allow_untimed = false))]
    fn construct_event<'py>(
        &self,
        raw_body: &Bound<'py, PyAny>,
        headers: &Bound<'py, PyAny>,
        tolerance: f64,
        now: Option<f64>,
        allow_untimed: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let options = options::read(raw_body.py(), tolerance, now, allow_untimed)?;
        construct_event_with(&self.keys, raw_body, headers, &options)
    }

    #[pyo3(signature = (raw_body, headers, *, tolerance = 300.0, now = None, allow_untimed = false))]
    fn explain<'py>(
        &self,
        raw_body: &Bound<'py, PyAny>,
        headers: &Bound<'py, PyAny>,
        tolerance: f64,
        now: Option<f64>,
        allow_untimed: bool,
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let options = options::read(raw_body.py(), tolerance, now, allow_untimed)?;
        explain_with(&self.secrets, raw_body, headers, &options)
    }

    #[pyo3(signature = (raw_body, *, id = None, timestamp = None))]
    fn sign<'py>(
        &self,
        raw_body: &Bound<'py, PyAny>,
        id: Option<&str>,
        timestamp: Option<f64>,
    ) -> PyResult<Bound<'py, PyDict>> {
        sign_with(&self.keys, raw_body, id, timestamp)
    }
}

#[pyfunction]
pub fn verify(
    raw_body: &Bound<'_, PyAny>,
    signature_header: &Bound<'_, PyAny>,
    secret: Option<&Bound<'_, PyAny>>,
) -> PyResult<bool> {
    let secrets = secrets::read(secret)?;
    // Here a secret may be any text: the documented snippets never look into it.
    let keys = Secrets::new(&texts(&secrets)).map_err(secrets::refused)?;
    verify_with(raw_body, signature_header, |body, header| {
        keys.verify(body, header)
    })
}

#[pyfunction]
#[pyo3(signature = (raw_body, headers, secret, *, tolerance = 300.0, now = None, allow_untimed = false))]
pub fn construct_event<'py>(
    raw_body: &Bound<'py, PyAny>,
    headers: &Bound<'py, PyAny>,
    secret: Option<&Bound<'py, PyAny>>,
    tolerance: f64,
    now: Option<f64>,
    allow_untimed: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let keys = keys_of(&secrets::read(secret)?)?;
    let options = options::read(raw_body.py(), tolerance, now, allow_untimed)?;
    construct_event_with(&keys, raw_body, headers, &options)
}

#[pyfunction]
#[pyo3(signature = (raw_body, headers, secret, *, tolerance = 300.0, now = None, allow_untimed = false))]
pub fn explain<'py>(
    raw_body: &Bound<'py, PyAny>,
    headers: &Bound<'py, PyAny>,
    secret: Option<&Bound<'py, PyAny>>,
    tolerance: f64,
    now: Option<f64>,
    allow_untimed: bool,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let options = options::read(raw_body.py(), tolerance, now, allow_untimed)?;
    explain_with(&secrets::read(secret)?, raw_body, headers, &options)
}

#[pyfunction]
#[pyo3(signature = (raw_body, secret, *, id = None, timestamp = None))]
pub fn sign<'py>(
    raw_body: &Bound<'py, PyAny>,
    secret: Option<&Bound<'py, PyAny>>,
    id: Option<&str>,
    timestamp: Option<f64>,
) -> PyResult<Bound<'py, PyDict>> {
    sign_with(&keys_of(&secrets::read(secret)?)?, raw_body, id, timestamp)
}

fn verify_with(
    raw_body: &Bound<'_, PyAny>,
    signature_header: &Bound<'_, PyAny>,
    matches: impl Fn(&[u8], &[u8]) -> bool + Sync,
) -> PyResult<bool> {
    let body = Raw::of_body(raw_body)?;
    let Ok(Some(header)) = Raw::of(signature_header) else {
        return Ok(false);
    };
    let (Some(body), Some(header)) = (body.bytes(), header.bytes()) else {
        return Ok(false);
    };
    Ok(unhindered(raw_body.py(), body, || matches(body, header)))
}

fn construct_event_with<'py>(
    keys: &Keys,
    raw_body: &Bound<'py, PyAny>,
    headers: &Bound<'py, PyAny>,
    options: &Options,
) -> PyResult<Bound<'py, PyAny>> {
    static LOADS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let py = raw_body.py();
    let body = Raw::of_body(raw_body)?;
    let headers = OurHeaders::of(headers)?;
    let text = judge(py, keys, &body, &headers, options).map_err(|reason| {
        WebhookVerificationError::new_err((reason.as_str(), reason.to_string()))
    })?;
    // What is accepted here, every JSON parser reads alike.
    LOADS.import(py, "json", "loads")?.call1((text,))
}

/// The body as text, once it is accepted.
fn judge<'a>(
    py: Python<'_>,
    keys: &Keys,
    body: &'a Raw<'_>,
    headers: &OurHeaders<'_>,
    options: &Options,
) -> Result<&'a str, Reason> {
    let headers = headers.read();
    let Some(body) = body.bytes() else {
        return Err(signed_prefix(&headers, options.allow_untimed)
            .map_or_else(|reason| reason, |_| Reason::NoMatch));
    };
    unhindered(py, body, || {
        keys.construct_event(body, &headers, options)?;
        str::from_utf8(body).map_err(|_| Reason::NotJson)
    })
}

fn explain_with<'py>(
    secrets: &[String],
    raw_body: &Bound<'py, PyAny>,
    headers: &Bound<'py, PyAny>,
    options: &Options,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    static FINDING: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let py = raw_body.py();
    let finding = FINDING.import(py, "aviationalley_webhooks.errors", "Finding")?;
    let headers = OurHeaders::of(headers)?;
    let Some(body) = Raw::of(raw_body)? else {
        let message = format!("the body has been parsed: pass the raw body. {MEND}");
        return Ok(vec![finding.call1(("body_parsed", message))?]);
    };
    webhook_signature::explain(&body.lossy(), &headers.read(), &texts(secrets), options)
        .into_iter()
        .map(|found| finding.call1((found.as_str(), found.to_string())))
        .collect()
}

fn sign_with<'py>(
    keys: &Keys,
    raw_body: &Bound<'py, PyAny>,
    id: Option<&str>,
    timestamp: Option<f64>,
) -> PyResult<Bound<'py, PyDict>> {
    let py = raw_body.py();
    let body = Raw::of_body(raw_body)?.lossy();
    let timestamp = options::seconds(py, timestamp, "timestamp")?;
    let event = Envelope::read(&body).ok();
    let id = id
        .or(event.as_ref().map(|event| &*event.id))
        .unwrap_or(TEST_ID);
    let headers = PyDict::new(py);
    for (header, value) in keys.sign(id, timestamp, &body) {
        headers.set_item(header.name(), value)?;
    }
    Ok(headers)
}

fn keys_of(secrets: &[String]) -> PyResult<Keys> {
    Keys::new(&texts(secrets)).map_err(secrets::refused)
}

fn texts(secrets: &[String]) -> Vec<&str> {
    secrets.iter().map(String::as_str).collect()
}
