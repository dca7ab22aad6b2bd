//! An HTTPS mail service behind the port: `POST {from, to, subject, text}` with a bearer key, and the mail's id as
//! `Idempotency-Key`. Resend's `/emails` takes exactly this.

use std::{rc::Rc, time::Duration};

use futures::future::LocalBoxFuture;
use serde_json::json;

use crate::app::{Answer, Mail, MailError, Mailer, Outbound, Post};

const TIMEOUT: Duration = Duration::from_secs(10);

pub struct MailApi {
    pub outbound: Rc<dyn Outbound>,
    pub url: String,
    pub key: String,
    pub from: String,
}

impl Mailer for MailApi {
    fn send(&self, mail: Mail) -> LocalBoxFuture<'_, Result<(), MailError>> {
        let body = json!({
            "from": self.from, "to": [mail.to], "subject": mail.subject, "text": mail.text,
        });
        let post = Post {
            url: self.url.clone(),
            headers: vec![
                ("content-type", "application/json".to_owned()),
                ("authorization", format!("Bearer {}", self.key)),
                ("idempotency-key", mail.id),
            ],
            body: body.to_string(),
        };
        Box::pin(async move {
            match self.outbound.post(post, TIMEOUT).await.answer {
                Answer::Response(response) => judge(response.status),
                Answer::Timeout => Err(MailError::Unavailable("the mail service did not answer in time".to_owned())),
                Answer::Network(cause) => {
                    Err(MailError::Unavailable(format!("the mail service was not reached: {cause}")))
                }
            }
        })
    }
}

/// Only the status is reported: the body of a refusal may repeat the request.
fn judge(status: u16) -> Result<(), MailError> {
    let cause = format!("the mail service answered {status}");
    match status {
        200..=299 => Ok(()),
        // The mail itself is at fault. Anything else, a wrong key included, may be fixed before the next attempt.
        400 | 413 | 422 => Err(MailError::Refused(cause)),
        _ => Err(MailError::Unavailable(cause)),
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, rc::Rc, time::Duration};

    use futures::{
        executor::block_on,
        future::{LocalBoxFuture, ready},
    };
    use serde_json::{Value, json};

    use super::{MailApi, judge};
    use crate::app::{Answer, Exchange, Mail, MailError, Mailer, Outbound, Post, Response};

    struct Service {
        answer: Answer,
        seen: RefCell<Vec<Post>>,
    }

    impl Outbound for Service {
        fn post(&self, post: Post, _: Duration) -> LocalBoxFuture<'_, Exchange> {
            self.seen.borrow_mut().push(post);
            Box::pin(ready(Exchange { answer: self.answer.clone(), took: Duration::ZERO }))
        }
    }

    fn status(status: u16) -> Answer {
        Answer::Response(Response { status, ..Response::default() })
    }

    fn send(answer: Answer) -> (Result<(), MailError>, Post) {
        let service = Rc::new(Service { answer, seen: RefCell::default() });
        let api = MailApi {
            outbound: service.clone(),
            url: "https://mail.example/emails".to_owned(),
            key: "mail-key".to_owned(),
            from: "AviationAlley <no-reply@aviationalley.example>".to_owned(),
        };
        let mail = Mail {
            id: "mail_1".to_owned(),
            to: "owner@example.com".to_owned(),
            subject: "A subject".to_owned(),
            text: "A text\n".to_owned(),
        };
        let result = block_on(api.send(mail));
        let post = service.seen.borrow_mut().remove(0);
        (result, post)
    }

    #[test]
    fn a_mail_is_posted_as_json_with_the_key_and_its_id() {
        let (result, post) = send(status(200));
        assert_eq!(result, Ok(()));
        assert_eq!(post.url, "https://mail.example/emails");
        let header = |name| post.headers.iter().find(|header| header.0 == name);
        assert_eq!(header("authorization").unwrap().1, "Bearer mail-key");
        assert_eq!(header("idempotency-key").unwrap().1, "mail_1");
        let body: Value = serde_json::from_str(&post.body).unwrap();
        let expected = json!({
            "from": "AviationAlley <no-reply@aviationalley.example>",
            "to": ["owner@example.com"], "subject": "A subject", "text": "A text\n",
        });
        assert_eq!(body, expected);
    }

    #[test]
    fn only_a_mail_that_is_itself_at_fault_is_refused_for_good() {
        for status in [401, 403, 404, 409, 429, 302, 500, 503] {
            assert!(matches!(judge(status), Err(MailError::Unavailable(_))), "{status}");
        }
        for status in [400, 413, 422] {
            assert!(matches!(judge(status), Err(MailError::Refused(_))), "{status}");
        }
    }

    #[test]
    fn no_cause_holds_the_key() {
        let silent = [status(401), Answer::Timeout, Answer::Network("reset".to_owned())];
        for answer in silent {
            let (result, _) = send(answer);
            assert!(!result.unwrap_err().to_string().contains("mail-key"));
        }
    }
}
