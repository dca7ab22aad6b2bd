//! The mails as a page, for development: where no mailer is set they can be read here, and nowhere else.

use crate::{
    auth::Nobody,
    db::Sql,
    http::{
        admits::Developers,
        call::Call,
        endpoint::Endpoint,
        reply::{IntoReply, Reply},
    },
    problem::Problem,
};

pub fn endpoints() -> Vec<Endpoint> {
    vec![Endpoint::get("/local/mails", Developers, "local.mails.list", "Read the mails", mails)]
}

struct Html(String);

impl IntoReply for Html {
    const STATUS: u16 = 200;
    fn into_reply(self) -> Result<Reply, Problem> {
        Ok(Reply {
            status: Self::STATUS,
            headers: vec![
                ("content-type", "text/html; charset=utf-8".to_owned()),
                ("content-security-policy", "default-src 'none'".to_owned()),
            ],
            body: self.0.into_bytes(),
        })
    }
    #[cfg(not(target_arch = "wasm32"))]
    fn schema(_: &mut crate::http::schemas::Schemas) -> Option<serde_json::Value> {
        None
    }
}

/// The newest hundred.
async fn mails(call: Call<Nobody>) -> Result<Html, Problem> {
    let select = Sql::text(
        "SELECT recipient, subject, body, status, failure, \
            strftime('%Y-%m-%d %H:%M:%S', created_at / 1000, 'unixepoch') AS created_at \
         FROM mails ORDER BY mails.created_at DESC, id DESC LIMIT 100",
    );
    let [mails] = call.app.db.batch([select]).await?;
    let mut html = "<!doctype html><meta charset=\"utf-8\"><title>Mails</title><h1>Mails</h1>".to_owned();
    if mails.is_empty() {
        html += "<p>None yet.";
    }
    for mail in &mails {
        let text = |column: &str| Ok::<_, Problem>(escaped(&mail.text(column)?));
        let failure: Option<String> = mail.get("failure")?;
        html += &format!(
            "<hr><h2>{}</h2><p>To {}, {} UTC, {} {}<pre>{}</pre>",
            text("subject")?,
            text("recipient")?,
            text("created_at")?,
            text("status")?,
            escaped(failure.as_deref().unwrap_or_default()),
            text("body")?,
        );
    }
    Ok(Html(html))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
