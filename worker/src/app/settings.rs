//! Reads the configuration; what is set but unreadable or unsafe is an error rather than a default.

use std::{fmt, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use url::Url;

use crate::app::{Config, Retention, Windows, schedule::Schedule};

/// In seconds.
const DAY: u64 = 24 * 60 * 60;

/// Characters; too many to guess. `openssl rand -hex 32` prints twice as many.
const SHORTEST_ADMIN_TOKEN: usize = 32;

/// A setting that cannot be used. Its value may be a secret, and is not shown.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError {
    name: &'static str,
    must: &'static str,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} must {}", self.name, self.must)
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// From what `get` has under each name; settings that are absent have their defaults.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let bad = |name, must| ConfigError { name, must };
        let number = |name, default: u64| match get(name) {
            None => Ok(default),
            Some(text) => text.parse().map_err(|_| bad(name, "be a whole number")),
        };
        let seconds = |name, default| number(name, default).map(Duration::from_secs);
        let key = |name| match get(name) {
            None => Ok(None),
            Some(text) => {
                let bytes = BASE64_STANDARD.decode(text.trim()).ok();
                let key = bytes.and_then(|bytes| bytes.try_into().ok());
                key.map(Some).ok_or_else(|| bad(name, "be base64 of 32 bytes"))
            }
        };
        let schedule = match get("RETRY_SCHEDULE") {
            None => Schedule::default(),
            Some(text) => Schedule::parse(&text).ok_or_else(|| bad("RETRY_SCHEDULE", "be four waits in seconds"))?,
        };
        let admin_token = get("ADMIN_TOKEN");
        let is_short = |token: &String| token.chars().count() < SHORTEST_ADMIN_TOKEN;
        if admin_token.as_ref().is_some_and(is_short) {
            return Err(bad("ADMIN_TOKEN", "have at least 32 characters"));
        }
        let allow_local_targets = get("ALLOW_LOCAL_TARGETS").as_deref() == Some("true");
        let public_url = match get("PUBLIC_URL") {
            None => None,
            Some(text) => {
                let url = Url::parse(&text).ok().filter(Url::has_host);
                let url = url.ok_or_else(|| bad("PUBLIC_URL", "be a URL like https://api.example.com"))?;
                if allow_local_targets && url.scheme() == "https" {
                    let must = "not be true where PUBLIC_URL is https: it is for development only";
                    return Err(bad("ALLOW_LOCAL_TARGETS", must));
                }
                Some(url.as_str().trim_end_matches('/').to_owned())
            }
        };
        Ok(Self {
            admin_token,
            secrets_key: key("SECRETS_KEY")?,
            secrets_key_previous: key("SECRETS_KEY_PREVIOUS")?,
            requests_at_once: number("REQUESTS_AT_ONCE", 4)?.max(1) as usize,
            schedule,
            delivery_timeout: Duration::from_millis(number("DELIVERY_TIMEOUT_MS", 5000)?),
            cron_interval: seconds("CRON_SECONDS", 60)?,
            disable_after: seconds("DISABLE_AFTER_SECONDS", 5 * DAY)?,
            most_waiting: i64::try_from(number("MOST_WAITING", 10_000)?).unwrap_or(i64::MAX),
            allow_local_targets,
            public_url,
            request_host: None,
            windows: Windows {
                compliance: seconds("COMPLIANCE_WINDOW_SECONDS", 30 * DAY)?,
                fa_training: seconds("FA_TRAINING_WINDOW_SECONDS", 30 * DAY)?,
                mel: seconds("MEL_WINDOW_SECONDS", 3 * DAY)?,
            },
            retention: Retention {
                events: seconds("EVENT_RETENTION_SECONDS", 30 * DAY)?,
                attempts: seconds("ATTEMPT_RETENTION_SECONDS", 30 * DAY)?,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::app::Config;

    fn read(settings: &[(&str, &str)]) -> Result<Config, String> {
        let get = |name: &str| {
            let found = settings.iter().find(|(given, _)| *given == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Config::read(get).map_err(|error| error.to_string())
    }

    #[test]
    fn nothing_has_to_be_set() {
        let config = read(&[]).unwrap();
        assert!(config.admin_token.is_none() && !config.allow_local_targets);
        assert_eq!(config.delivery_timeout.as_millis(), 5000);
    }

    #[test]
    fn local_targets_are_refused_where_the_world_is_served() {
        let local = ("ALLOW_LOCAL_TARGETS", "true");
        for url in ["https://api.example.com", "HTTPS://API.EXAMPLE.COM/"] {
            let said = read(&[local, ("PUBLIC_URL", url)]).err().unwrap();
            assert!(said.contains("PUBLIC_URL is https"), "{said}");
            assert!(read(&[("PUBLIC_URL", url)]).is_ok());
        }
        let development = read(&[local, ("PUBLIC_URL", "http://127.0.0.1:8787")]);
        assert!(development.unwrap().allow_local_targets);
        assert!(read(&[local]).is_ok());
    }

    #[test]
    fn a_short_operator_token_is_refused_and_not_shown() {
        let token = "0123456789abcdef0123456789abcdef";
        assert!(read(&[("ADMIN_TOKEN", token)]).is_ok());
        for short in [&token[1..], "secret", "é"] {
            let said = read(&[("ADMIN_TOKEN", short)]).err().unwrap();
            assert_eq!(said, "ADMIN_TOKEN must have at least 32 characters");
        }
    }

    #[test]
    fn what_is_set_but_unreadable_is_an_error_that_names_it() {
        for (name, value) in [
            ("RETRY_SCHEDULE", "300,1800"),
            ("SECRETS_KEY", "c2hvcnQ="),
            ("SECRETS_KEY_PREVIOUS", "?"),
            ("DELIVERY_TIMEOUT_MS", "5s"),
            ("CRON_SECONDS", "-1"),
            ("PUBLIC_URL", "somewhere"),
        ] {
            let said = read(&[(name, value)]).err().unwrap();
            assert!(said.starts_with(&format!("{name} must be")), "{said}");
            assert!(!said.contains(value), "{said}");
        }
    }
}
