//! The options of `construct_event` and `explain`.

use pyo3::{exceptions::PyValueError, prelude::*, sync::PyOnceLock};
use webhook_signature::{Options, TimestampError};

/// # Errors
/// `ValueError` for a value that is not a time.
pub fn read(py: Python<'_>, tolerance: f64, now: Option<f64>, allow_untimed: bool) -> PyResult<Options> {
    if tolerance.is_nan() || tolerance < 0.0 {
        return Err(PyValueError::new_err("tolerance is a number of seconds, such as 300"));
    }
    Ok(Options {
        now: seconds(py, now, "now")?,
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        tolerance: tolerance as u64,
        allow_untimed,
    })
}

/// Whole seconds since 1970, rounded down. Python's own clock unless told, since tests replace that one.
///
/// # Errors
/// `ValueError` for a value that is not a time.
pub fn seconds(py: Python<'_>, time: Option<f64>, name: &str) -> PyResult<i64> {
    static CLOCK: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    let time = match time {
        Some(time) => time,
        None => {
            let clock = CLOCK.get_or_try_init(py, || py.import("time").map(Bound::unbind))?;
            clock.bind(py).getattr("time")?.call0()?.extract()?
        }
    };
    #[expect(clippy::cast_possible_truncation)]
    let seconds = time.floor() as i64;
    // One that is not a number would be 0.
    // What is not a number would be 0.
    if time.is_nan() {
        return Err(refused(name, TimestampError));
    }
    // A clock may be far off, but is in seconds.
    TimestampError::check(seconds.saturating_abs()).map_err(|error| refused(name, error))?;
    Ok(seconds)
}

pub fn refused(name: &str, error: TimestampError) -> PyErr {
    PyValueError::new_err(format!("{name} is {error}"))
}
