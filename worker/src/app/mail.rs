//! The port [`Mailer`]: mails on their way out.

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

/// Why a mail was not sent, for the operator: without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailError {
    /// This mail will never be sent, such as to an address that cannot be.
    Refused(String),
    /// It may be sent later.
    Unavailable(String),
}

impl std::fmt::Display for MailError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(cause) | Self::Unavailable(cause) => f.write_str(cause),
        }
    }
}

/// Outbound mail. Gives up by itself when it takes long.
pub trait Mailer {
    fn send(&self, mail: Mail) -> LocalBoxFuture<'_, Result<(), MailError>>;
}
