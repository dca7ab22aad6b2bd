//! The text of a mail about an endpoint: plain text, for somebody who runs a training center and does not program.

use std::time::Duration;

use serde::Deserialize;
use uuid::Uuid;

use super::notice::Kind;
use crate::{
    app::Config, auth::Environment, mail::line::one_line, time::Instant, webhooks::outcome::Outcome, wire::WireName,
};

/// Characters that are quoted of a receiver's response.
const EXCERPT: usize = 200;

/// What a mail about an endpoint is written from.
pub struct Report {
    pub center: String,
    pub environment: Environment,
    pub endpoint: Uuid,
    pub url: String,
    pub description: Option<String>,
    pub is_enabled: bool,
    pub disabled_reason: Option<String>,
    pub notices: Vec<Notice>,
    /// The result of the last attempt that the notices report.
    pub reason: Option<Reason>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    pub kind: Kind,
    pub event_type: String,
    pub count: i64,
    /// Milliseconds, like `last_at`.
    pub first_at: i64,
    pub last_at: i64,
    pub delivery: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    pub outcome: Outcome,
    pub response_status: Option<u16>,
    /// The runtime's error message.
    pub detail: Option<String>,
    /// The beginning of the receiver's response.
    pub body: Option<String>,
}

/// The notices of one kind.
struct News<'r>(Vec<&'r Notice>);

impl News<'_> {
    fn deliveries(&self) -> String {
        match self.0.iter().map(|notice| notice.count).sum() {
            1 => "1 webhook delivery".to_owned(),
            count => format!("{count} webhook deliveries"),
        }
    }

    /// One line per event type.
    fn types(&self) -> String {
        let line = |notice: &&Notice| format!("  {} of {}\n", notice.count, notice.event_type);
        self.0.iter().map(line).collect()
    }

    /// The time of the first notice.
    fn since(&self) -> String {
        let first = self.0.iter().map(|notice| notice.first_at).min();
        minute(first.unwrap_or_default())
    }
}

impl Report {
    fn news(&self, kind: Kind) -> Option<News<'_>> {
        let of_kind = self.notices.iter().filter(|notice| notice.kind == kind);
        let news: Vec<_> = of_kind.collect();
        (!news.is_empty()).then_some(News(news))
    }

    fn center(&self) -> String {
        one_line(&self.center, 100)
    }

    /// Subject and text of the mail.
    pub fn compose(&self, config: &Config) -> (String, String) {
        let sections = [
            Some(self.opening()),
            self.news(Kind::Failed).as_ref().map(failed),
            self.news(Kind::Backlog).as_ref().map(|news| given_up(news, config)),
            self.reason.as_ref().map(why),
            self.news(Kind::Disabled).as_ref().map(|news| self.disabled(news)),
            self.news(Kind::Recovered).as_ref().map(recovered),
            Some(self.next(config)),
            Some(self.links(config)),
            Some(format!(
                "You get this mail as an owner or administrator of {}. There is at most one an hour for each endpoint.\n",
                self.center()
            )),
        ];
        let sections: Vec<_> = sections.into_iter().flatten().collect();
        (self.subject(), sections.join("\n"))
    }

    fn subject(&self) -> String {
        let host = host(&self.url);
        let what = if self.news(Kind::Disabled).is_some() {
            format!("Webhook endpoint {host} was disabled")
        } else if let Some(news) = self.news(Kind::Failed).or(self.news(Kind::Backlog)) {
            format!("{} to {host} failed", news.deliveries())
        } else {
            format!("Webhook endpoint {host} has recovered")
        };
        let data = match self.environment {
            Environment::Live => "",
            Environment::Test => ", test data",
        };
        format!("{what} ({}{data})", self.center())
    }

    fn opening(&self) -> String {
        let center = self.center();
        let url = one_line(&self.url, 500);
        let data = self.environment.name();
        let mut text = format!(
            "Hello,\n\nthis is about a webhook endpoint of {center}, an address to which AviationAlley sends events:\n\n  \
             Address: {url}\n  Data: {data}\n"
        );
        if let Some(description) = &self.description {
            text += &format!("  Description: {}\n", one_line(description, EXCERPT));
        }
        text
    }

    fn disabled(&self, news: &News) -> String {
        let reason = self.disabled_reason.as_deref().unwrap_or_default();
        format!("DISABLED\n\nThe endpoint was disabled on {}. {reason}\n", news.since())
    }

    fn next(&self, config: &Config) -> String {
        let endpoint = config.link(&format!("/api/v1/webhook-endpoints/{}", self.endpoint));
        let text = if self.is_enabled {
            let patience = days(config.disable_after);
            format!(
                "Events are still sent to the endpoint. Deliveries that have failed for good stay in its delivery log and are not \
                 retried automatically. If every attempt fails for {patience}, the endpoint is disabled.\n\
                 Please ask those who run the receiving system to look into it."
            )
        } else {
            format!(
                "Nothing is sent to the endpoint any more; events that happen meanwhile are recorded as skipped.\n\
                 Please ask those who run the receiving system to repair it. Then enable the endpoint again: in Settings, \
                 Integrations, or by PATCH {endpoint} with {{\"enabled\": true}}."
            )
        };
        let missed = [Kind::Failed, Kind::Backlog, Kind::Disabled];
        let again = if missed.into_iter().any(|kind| self.news(kind).is_some()) {
            format!(
                "When it works again, everything that it missed can be sent once more: by POST {endpoint}/recover with \
                 {{\"since\": the time when it stopped working}}.\n"
            )
        } else {
            String::new()
        };
        format!("WHAT HAPPENS NEXT\n\n{text}\n{again}")
    }

    fn links(&self, config: &Config) -> String {
        let settings = config.link("/app/settings/integrations");
        let mut text = format!("WHERE TO LOOK\n\nSettings, Integrations: {settings}\n");
        let last = self.notices.iter().max_by_key(|notice| notice.last_at);
        if let Some(delivery) = last.and_then(|notice| notice.delivery.as_ref()) {
            let delivery = config.link(&format!("/api/v1/webhook-deliveries/{delivery}"));
            text += &format!("The last failure, in the API: {delivery}\n");
        }
        text
    }
}

fn failed(news: &News) -> String {
    let (deliveries, since) = (news.deliveries(), news.since());
    let types = news.types();
    format!("WHAT FAILED\n\n{deliveries} failed for good since {since}:\n\n{types}")
}

fn given_up(news: &News, config: &Config) -> String {
    let (deliveries, since) = (news.deliveries(), news.since());
    let (types, most) = (news.types(), config.most_waiting);
    format!(
        "WHAT WAS GIVEN UP\n\nThe endpoint answers too late, or not at all, and more than {most} deliveries were waiting for it. \
         So the oldest were given up, {deliveries} since {since}:\n\n{types}"
    )
}

fn recovered(news: &News) -> String {
    let (deliveries, since) = (news.deliveries(), news.since());
    format!("RECOVERED\n\nWhat the endpoint had missed was sent again, finished on {since}: {deliveries}.\n")
}

fn why(reason: &Reason) -> String {
    let text = match (reason.outcome, reason.response_status) {
        (_, Some(status)) => format!("The receiver last answered with the HTTP status {status}"),
        (Outcome::Timeout, None) => "The receiver did not answer in time".to_owned(),
        (Outcome::Interrupted, None) => "The attempts were cut off on our side".to_owned(),
        _ => "The receiver could not be reached".to_owned(),
    };
    let said = reason.detail.as_ref().or(reason.body.as_ref());
    match one_line(said.map_or("", String::as_str), EXCERPT) {
        said if said.is_empty() => format!("WHY\n\n{text}.\n"),
        said => format!("WHY\n\n{text}: \"{said}\"\n"),
    }
}

/// The host of a URL that was checked, and therefore has one.
fn host(url: &str) -> String {
    let parsed = url::Url::parse(url).ok();
    let host = parsed.as_ref().and_then(url::Url::host_str);
    one_line(host.unwrap_or("?"), 100)
}

/// To the minute, for people.
fn minute(millis: i64) -> String {
    let text = Instant::from_millis(millis).unwrap_or_default().to_string();
    let (date, time) = text.split_at(10);
    format!("{date} at {} UTC", time.get(1..6).unwrap_or_default())
}

fn days(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds / (24 * 60 * 60) {
        days @ 2.. => format!("{days} days"),
        _ => format!("{} hours", seconds.div_ceil(60 * 60)),
    }
}
