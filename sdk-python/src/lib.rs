//! `webhook-signature` for Python. What Python's users and type checkers read is in `_native.pyi`.
//!
//! Two kinds of errors are kept apart: arguments of the developer can raise `TypeError` and `ValueError`; the content of a
//! request leads to `False` or a `WebhookVerificationError` at most.

mod body;
mod headers;
mod options;
mod secrets;
mod webhook;

#[cfg(panic = "abort")]
compile_error!("a panic must become an exception and never end the interpreter: build with --profile python");

#[pyo3::pymodule(gil_used = false)]
mod _native {
    #[pymodule_export]
    use super::webhook::{Webhook, construct_event, explain, sign, verify};

    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "Python's name for it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
