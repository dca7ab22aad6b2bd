//! Where a webhook may be sent: never into a network that is not the public one.

use url::{Host, Url};

const INTERNAL: &[&str] = &[
    "localhost",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "private",
    "home.arpa",
    "arpa",
    "onion",
    "test",
];

/// Checks an endpoint's URL: when it is saved, and again at each attempt. The error says what to mend.
///
/// `allow_local` opens `http://` and loopback, for development.
pub fn check(text: &str, allow_local: bool) -> Result<Url, String> {
    let refuse = |why: &str| Err(why.to_owned());
    if text.len() > 2048 {
        return refuse("must be at most 2048 characters");
    }
    let Ok(url) = Url::parse(text) else {
        return refuse("must be an absolute URL like https://example.com/webhooks");
    };
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("must not contain a user name or password");
    }
    let local = allow_local && is_loopback(&url);
    match url.scheme() {
        "https" => {}
        "http" if local => {}
        _ => return refuse("must begin with https://"),
    }
    if local {
        return Ok(url);
    }
    let Some(Host::Domain(domain)) = url.host() else {
        return refuse("must name a host, not an IP address");
    };
    let domain = domain.trim_end_matches('.');
    let internal = |suffix: &str| domain == suffix || domain.ends_with(&format!(".{suffix}"));
    if !domain.contains('.') || INTERNAL.iter().any(|suffix| internal(suffix)) {
        return refuse("must name a host of the public internet");
    }
    match url.port() {
        None | Some(443 | 8443 | 1024..) => Ok(url),
        Some(_) => refuse("must use port 443, 8443 or one above 1023"),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost" || domain.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn public_https_hosts_are_taken() {
        for url in [
            "https://example.com/webhooks",
            "https://hooks.example.com:8443/a?b=c",
            "https://example.com:65535",
            "HTTPS://EXAMPLE.COM",
        ] {
            assert!(check(url, false).is_ok(), "{url}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for url in [
            "",
            "example.com",
            "/hook",
            "http://example.com",
            "ftp://example.com",
            "javascript:alert(1)",
            "https://user@example.com",
            "https://u:p@example.com",
            "https://example.com:80",
            "https://example.com:22",
            "https://localhost",
            "https://LOCALHOST.",
            "https://a.localhost",
            "https://db.internal",
            "https://nas.local",
            "https://router.home.arpa",
            "https://intranet",
            "https://127.0.0.1",
            "https://127.1",
            "https://2130706433",
            "https://0x7f000001",
            "https://0177.0.0.1",
            "https://10.0.0.1",
            "https://169.254.169.254",
            "https://8.8.8.8",
            "https://[::1]",
            "https://[::ffff:127.0.0.1]",
            "https://[fe80::1%25eth0]",
            "https://１２７.０.０.１",
            "https://127.0.0.1.",
            "https://",
            "https://exa mple.com",
        ] {
            assert!(check(url, false).is_err(), "{url}");
        }
    }

    #[test]
    fn development_may_use_http_on_loopback_and_nothing_else_more() {
        for url in [
            "http://127.0.0.1:9000/",
            "http://localhost:1",
            "http://[::1]:9000",
        ] {
            assert!(check(url, true).is_ok(), "{url}");
            assert!(check(url, false).is_err(), "{url}");
        }
        for url in [
            "http://example.com",
            "https://10.0.0.1",
            "http://169.254.169.254",
        ] {
            assert!(check(url, true).is_err(), "{url}");
        }
    }
}
