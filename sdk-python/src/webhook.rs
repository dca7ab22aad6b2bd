//! The functions of the package, and the class that has them with the keys prepared once.

use crate::{
    body::{Raw, misread, unhindered},
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

/// The same functions by the secrets of one endpoint, with the keys prepared once.
///
/// :raises TypeError: for a secret that is no text.
/// :raises ValueError: for a secret that is missing or not whole.
// With a dict, so that a test can replace the methods of one.
#[pyclass(frozen, dict, module = "aviationalley_webhooks")]
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

    /// Whether the header is the signature of the body: ``verify`` says more.
    fn verify(&self, raw_body: &Bound<'_, PyAny>, signature_header: &Bound<'_, PyAny>) -> PyResult<bool> {
        verify_with(raw_body, signature_header, |body, header| self.keys.verify(body, header))
    }

    /// The event that a request delivers, verified: ``construct_event`` says more.
    ///
    /// :raises WebhookVerificationError: with its ``reason``, whatever a stranger sends.
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

    /// Why a request is refused, and what may be the cause: ``explain`` says more.
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

    /// All headers of a delivery of this body, for a receiver's tests: ``sign`` says more.
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

/// Whether ``signature_header`` is AviationAlley's signature of ``raw_body``.
///
/// In constant time. No header that a stranger can send makes it raise: a missing, malformed or
/// wrong one is ``False``, and the answer to it is 401. It does not look at the age of the request:
/// ``construct_event`` does.
///
/// :param raw_body: the body exactly as it arrived, before any JSON parsing. A ``str`` stands for
///     its UTF-8, and ``None`` for no body, as some servers have it.
/// :param signature_header: the value of ``X-AviationAlley-Signature``, or ``None``.
/// :param secret: the endpoint's whole signing secret, ``whsec_`` included; the old one and the new
///     one, ``[old, new]``, while it is being rotated.
/// :raises TypeError: if the body is not raw, or a secret is not text.
/// :raises ValueError: for an empty or missing secret.
#[pyfunction]
pub fn verify(
    raw_body: &Bound<'_, PyAny>,
    signature_header: &Bound<'_, PyAny>,
    secret: Option<&Bound<'_, PyAny>>,
) -> PyResult<bool> {
    let secrets = secrets::read(secret)?;
    // Here a secret may be any text: the documented snippets never look into it.
    let keys = Secrets::new(&texts(&secrets)).map_err(secrets::refused)?;
    verify_with(raw_body, signature_header, |body, header| keys.verify(body, header))
}

/// The event that a request delivers, verified: both signatures, the age, the JSON, its shape.
///
/// Match on its ``type``, and keep a default: a type may be added to AviationAlley after this
/// package was built.
///
/// :param raw_body: the body exactly as it arrived, as ``verify`` takes it.
/// :param headers: all of them, as the framework has them.
/// :param secret: the endpoint's, as ``verify`` takes it.
/// :param tolerance: how many seconds the signed timestamp may be away from ``now``, either way.
/// :param now: seconds since 1970; ``time.time()`` unless told.
/// :param allow_untimed: whether ``X-AviationAlley-Signature`` alone will do where none of the
///     ``webhook-...`` headers came. It has no timestamp: whoever has seen such a delivery can send
///     it again.
/// :raises WebhookVerificationError: with its ``reason``, whatever a stranger sends.
/// :raises TypeError: if the body is not raw, the headers are not headers, or a secret is not text.
/// :raises ValueError: for a secret that is missing or not whole, and a time that is none.
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

/// Why ``construct_event`` refuses this request, and what may be the cause.
///
/// Empty for one that it accepts. For a developer's terminal: it tries what might have happened to
/// the body, and is as slow as that.
///
/// :param raw_body: what ``construct_event`` was passed, whatever that is.
/// :raises TypeError: for headers that are none, and a secret that is no text.
/// :raises ValueError: for a time that is none.
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

/// All headers of a delivery of this body, as AviationAlley sends it: for a receiver's tests.
///
/// :param id: the delivery's; the body's own unless told.
/// :param timestamp: of the attempt, seconds since 1970; ``time.time()`` unless told.
/// :raises TypeError: if the body is not raw, or a secret is not text.
/// :raises ValueError: for a secret that is missing or not whole, and a time that is none.
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
    let body = Raw::of_request(raw_body)?;
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
    let body = Raw::of_request(raw_body)?;
    let headers = OurHeaders::of(headers)?;
    let text = judge(py, keys, &body, &headers, options)
        .map_err(|reason| WebhookVerificationError::new_err((reason.as_str(), reason.to_string())))?;
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
        return Err(signed_prefix(&headers, options.allow_untimed).map_or_else(|reason| reason, |_| Reason::NoMatch));
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
        return Ok(vec![finding.call1(misread(raw_body))?]);
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
    let id = id.or(event.as_ref().map(|event| &*event.id)).unwrap_or(TEST_ID);
    let headers = PyDict::new(py);
    let signed = keys.sign(id, timestamp, &body).map_err(|error| options::refused("timestamp", error))?;
    for (header, value) in signed {
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
