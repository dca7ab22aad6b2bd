//! The `send_email` binding behind the mail port, and which mailer is configured.

use std::{rc::Rc, time::Duration};

use futures::future::{Either, LocalBoxFuture, select};
use js_sys::Reflect;
use worker::{Delay, Env, SendEmail, SendEmailBuilder, wasm_bindgen::JsValue};

use crate::{
    app::{Mail, MailError, Mailer, Outbound},
    mail::api::MailApi,
};

const TIMEOUT: Duration = Duration::from_secs(10);

/// The HTTPS mail service if there is one, else the platform's binding, else none.
pub fn mailer(
    env: &Env,
    text: impl Fn(&str) -> Option<String>,
    outbound: Rc<dyn Outbound>,
) -> worker::Result<Option<Rc<dyn Mailer>>> {
    let Some(from) = text("MAIL_FROM") else {
        return Ok(None);
    };
    match (text("MAIL_API_URL"), text("MAIL_API_KEY")) {
        (Some(url), Some(key)) => Ok(Some(Rc::new(MailApi { outbound, url, key, from }))),
        (None, None) => Ok(env.send_email("MAIL").ok().map(|binding| {
            let binding: Rc<dyn Mailer> = Rc::new(Binding { binding, from });
            binding
        })),
        _ => {
            let cause = "MAIL_API_URL and MAIL_API_KEY must be set together";
            Err(worker::Error::RustError(cause.to_owned()))
        }
    }
}

/// It may reach verified destinations only, as the account's settings say.
struct Binding {
    binding: SendEmail,
    from: String,
}

impl Mailer for Binding {
    fn send(&self, mail: Mail) -> LocalBoxFuture<'_, Result<(), MailError>> {
        Box::pin(async move {
            let message = SendEmailBuilder::new(&self.from, &mail.to, &mail.subject);
            message.set_text(&mail.text);
            let sending = std::pin::pin!(self.binding.send_with_builder(&message));
            match select(sending, Delay::from(TIMEOUT)).await {
                Either::Left((Ok(_), _)) => Ok(()),
                Either::Left((Err(error), _)) => Err(judge(&error)),
                Either::Right(_) => Err(MailError::Unavailable("the platform did not answer in time".to_owned())),
            }
        })
    }
}

/// By the codes that Cloudflare documents for the binding.
fn judge(error: &js_sys::Error) -> MailError {
    let code = Reflect::get(error, &JsValue::from_str("code")).ok();
    let code = code.and_then(|code| code.as_string()).unwrap_or_default();
    let cause = format!("the platform refused it: {code} {}", String::from(error.message()));
    match code.as_str() {
        "E_VALIDATION_ERROR" | "E_RECIPIENT_NOT_ALLOWED" | "E_RECIPIENT_SUPPRESSED" => MailError::Refused(cause),
        _ => MailError::Unavailable(cause),
    }
}
