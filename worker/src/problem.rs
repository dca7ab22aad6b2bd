//! Everything that can be wrong with a request, as the caller reads it (RFC 9457).

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    db::DbError,
    faults::{BROKEN_RULE, passing_over},
    wire_enum,
};

wire_enum! {
    /// What went wrong, for programs.
    pub enum Code {
        InvalidRequest = "invalid_request",
        Unauthorized = "unauthorized",
        ForbiddenScope = "forbidden_scope",
        NotFound = "not_found",
        MethodNotAllowed = "method_not_allowed",
        InvalidTransition = "invalid_transition",
        Conflict = "conflict",
        PayloadTooLarge = "payload_too_large",
        UnsupportedMediaType = "unsupported_media_type",
        Unprocessable = "unprocessable",
        RateLimited = "rate_limited",
        InternalError = "internal_error",
        Unavailable = "unavailable",
    }
}

impl Code {
    pub fn status(self) -> u16 {
        match self {
            Self::InvalidRequest => 400,
            Self::Unauthorized => 401,
            Self::ForbiddenScope => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::InvalidTransition | Self::Conflict => 409,
            Self::PayloadTooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::Unprocessable => 422,
            Self::RateLimited => 429,
            Self::InternalError => 500,
            Self::Unavailable => 503,
        }
    }

    /// The same for every problem of this code (RFC 9457 section 3.1.3).
    pub fn title(self) -> &'static str {
        match self {
            Self::InvalidRequest => "The request cannot be understood",
            Self::Unauthorized => "A valid API key is needed",
            Self::ForbiddenScope => "The API key lacks the scope",
            Self::NotFound => "There is no such thing",
            Self::MethodNotAllowed => "The path does not take this method",
            Self::InvalidTransition => "The record's status does not allow this",
            Self::Conflict => "The request conflicts with what is stored",
            Self::PayloadTooLarge => "The body is too large",
            Self::UnsupportedMediaType => "The body is not sent as JSON in UTF-8",
            Self::Unprocessable => "A rule is broken",
            Self::RateLimited => "Too many requests",
            Self::InternalError => "Something failed on our side",
            Self::Unavailable => "Try again in a moment",
        }
    }
}

/// One field at fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldError {
    /// The field's name, with dots and indexes into nested values.
    pub field: String,
    /// What to fix.
    pub message: String,
}

/// The largest number of faults that a refusal names, so that it stays short.
const MOST_FAULTS: usize = 20;

impl FieldError {
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: shortened(field.into()), message: shortened(message.into()) }
    }
}

/// Cuts out the middle of a long message, because its end says what was expected.
fn shortened(text: String) -> String {
    const HEAD: usize = 200;
    const TAIL: usize = 1000;
    if text.len() <= HEAD + TAIL {
        return text;
    }
    let head = text.floor_char_boundary(HEAD);
    let tail = text.ceil_char_boundary(text.len() - TAIL);
    format!("{}…{}", &text[..head], &text[tail..])
}

/// A fault for each unknown name. The known names are listed only once, since there may be many of both.
pub fn unknown<'n>(
    names: impl IntoIterator<Item = &'n str>,
    what: &str,
    known: &[&str],
) -> impl Iterator<Item = FieldError> {
    let list = match known {
        [] => "; there are none".to_owned(),
        known => format!("; the {what}s are {}", known.join(", ")),
    };
    let names = names.into_iter().enumerate();
    names.map(move |(index, name)| {
        let list = if index == 0 { list.as_str() } else { "" };
        FieldError::new(name, format!("is not a {what} here{list}"))
    })
}

/// A refused request.
#[derive(Debug, Clone)]
pub struct Problem {
    pub code: Code,
    /// What is wrong with this request, and how to fix it.
    pub detail: String,
    pub errors: Vec<FieldError>,
    /// The methods that the path takes, when another was used.
    pub allow: Option<String>,
    /// What failed on our side; logged, never shown to the caller.
    pub cause: Option<String>,
}

impl Problem {
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), errors: Vec::new(), allow: None, cause: None }
    }

    /// A malformed part of the request.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::with_errors(Code::InvalidRequest, [FieldError::new(field, message)])
    }

    /// A field that serde refused, by the message of its error.
    pub fn unreadable(field: impl Into<String>, message: &str) -> Self {
        match message.strip_prefix(BROKEN_RULE) {
            Some(rule) => Self::unprocessable([FieldError::new(field, rule)]),
            None => Self::invalid(field, message),
        }
    }

    /// Well-formed fields that break a rule.
    pub fn unprocessable(errors: impl IntoIterator<Item = FieldError>) -> Self {
        Self::with_errors(Code::Unprocessable, errors)
    }

    /// The first fields at fault; the detail repeats them, for people who read only that, and counts the others.
    pub fn with_errors(code: Code, errors: impl IntoIterator<Item = FieldError>) -> Self {
        let mut all = errors.into_iter();
        let errors: Vec<_> = all.by_ref().take(MOST_FAULTS).collect();
        let more = all.count();
        let mut said: Vec<_> = errors.iter().map(|error| format!("`{}`: {}", error.field, error.message)).collect();
        if more > 0 {
            said.push(format!("and {more} more"));
        }
        Self { errors, ..Self::new(code, said.join("; ")) }
    }

    /// Also used for what belongs to another center or environment: the caller must not learn that it exists.
    pub fn not_found(what: &str, id: impl std::fmt::Display) -> Self {
        let id = shortened(id.to_string());
        Self::new(Code::NotFound, format!("No {what} has the id {id}."))
    }

    /// An error on our side; `cause` is only logged.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self {
            cause: Some(cause.to_string()),
            ..Self::new(
                Code::InternalError,
                "The request failed on our side and nothing was written. Give the requestId to support.",
            )
        }
    }
}

/// Reads by `read`, which is asked again for the place of each broken rule: a caller learns of all at once, and of what
/// `check` finds in the value beside them.
pub fn with_every_fault<T>(
    read: impl Fn() -> Result<T, Problem>,
    check: impl Fn(&T) -> Vec<FieldError>,
) -> Result<T, Problem> {
    let (value, broken) = passing_over(usize::MAX, &read);
    let value = value?;
    if broken == 0 {
        return Ok(value);
    }
    let place = |nth| passing_over(nth, &read).0.err();
    let first = (0..broken.min(MOST_FAULTS)).filter_map(place);
    let others = std::iter::repeat_with(|| FieldError::new("", ""));
    Err(Problem::unprocessable(
        first
            .flat_map(|problem| problem.errors)
            .chain(others.take(broken.saturating_sub(MOST_FAULTS)))
            .chain(check(&value)),
    ))
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Overloaded(_) => Self {
                cause: Some(error.to_string()),
                ..Self::new(Code::Unavailable, "The database is busy and nothing was written. Send the request again.")
            },
            DbError::Failed(_) | DbError::Unreadable(_) => Self::internal(error),
        }
    }
}
