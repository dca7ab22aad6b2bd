//! The port [`Mailer`]: outbound mail.

use futures::future::LocalBoxFuture;

/// A mail, ready to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The same in every attempt.
    pub id: String,
    pub to: String,
    pub subject: String,
    pub text: String,
}

/// Why a mail was not sent; for the operator's log, so without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailError {
    /// Permanent: this mail can never be sent, for example because of its address.
    Refused(String),
    /// Temporary: worth another attempt later.
    Unavailable(String),
}

impl std::fmt::Display for MailError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(cause) | Self::Unavailable(cause) => f.write_str(cause),
        }
    }
}

/// Outbound mail. An implementation has a timeout of its own.
pub trait Mailer {
    fn send(&self, mail: Mail) -> LocalBoxFuture<'_, Result<(), MailError>>;
}
