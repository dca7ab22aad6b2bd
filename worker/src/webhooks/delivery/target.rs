//! Where a webhook may be sent: to a named host of the public internet, never into another network, never to us.
//!
//! What a name resolves to is not known here: docs/security.md says what the platform does about that.

use std::fmt;

use url::{Host, ParseError, Url};

use crate::app::Config;

pub const LONGEST_URL: usize = 2048;

/// The top-level domains that exist, one a line. Whatever else a name ends in is reserved, or of some private network.
const TOP_LEVEL: &str = include_str!("target/tlds.txt");

/// Public names that lead inward: of the internet's own machinery, or made to resolve to a private address, or to one
/// that is written in the name. No such list can be complete; it keeps off what is at hand.
const LEADS_INWARD: &[&str] =
    &["arpa", "lacolhost.com", "local.gd", "localtest.me", "lvh.me", "nip.io", "sslip.io", "traefik.me", "xip.io"];

/// Why a URL is refused; shown to the client, so it says what to fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    TooLong,
    Characters,
    Malformed,
    Scheme,
    UserInfo,
    Fragment,
    NotAscii,
    Address,
    HostName,
    Internal,
    OwnHost,
    Port,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "must be at most 2048 characters",
            Self::Characters => "must not contain spaces, control characters or backslashes",
            Self::Malformed => "must be an absolute URL like https://example.com/webhooks",
            Self::Scheme => "must begin with https://",
            Self::UserInfo => "must not contain a user name or password",
            Self::Fragment => "must not have a #fragment, which would never be sent",
            Self::NotAscii => "must write an international host name in its ASCII form, which begins with xn--",
            Self::Address => "must name a host, not an IP address",
            Self::HostName => "must name a host by letters, digits, hyphens and single dots, without a dot at its end",
            Self::Internal => "must name a host of the public internet",
            Self::OwnHost => "must not lead back to this API",
            Self::Port => "must use port 443, 8443 or one above 1023",
        })
    }
}

/// Checks an endpoint's URL: when it is saved, and again at each attempt.
///
/// What is stored and sent is the URL that comes back, not the text: so nobody parses it another way.
pub fn check(text: &str, config: &Config) -> Result<Url, Refusal> {
    if text.len() > LONGEST_URL {
        return Err(Refusal::TooLong);
    }
    // A parser takes some of these away, and so would see another URL than a reader does.
    let unfit = |c: char| c.is_whitespace() || c.is_control() || c == '\\';
    if text.contains(unfit) {
        return Err(Refusal::Characters);
    }
    let (scheme, rest) = text.split_once("://").ok_or(Refusal::Malformed)?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.is_empty() {
        return Err(Refusal::Malformed);
    }
    if !["http", "https"].contains(&scheme.to_ascii_lowercase().as_str()) {
        return Err(Refusal::Scheme);
    }
    if authority.contains('@') {
        return Err(Refusal::UserInfo);
    }
    let url = Url::parse(text).map_err(|error| match error {
        ParseError::InvalidIpv4Address | ParseError::InvalidIpv6Address => Refusal::Address,
        _ if !authority.is_ascii() => Refusal::NotAscii,
        ParseError::IdnaError | ParseError::InvalidDomainCharacter => Refusal::HostName,
        _ => Refusal::Malformed,
    })?;
    if url.fragment().is_some() {
        return Err(Refusal::Fragment);
    }
    if config.allow_local_targets && is_loopback(&url) {
        return Ok(url);
    }
    if url.scheme() != "https" {
        return Err(Refusal::Scheme);
    }
    let Some(Host::Domain(name)) = url.host() else {
        return Err(Refusal::Address);
    };
    if !is_host_name(name) {
        return Err(Refusal::HostName);
    }
    let is_public = name.rsplit_once('.').is_some_and(|(_, last)| TOP_LEVEL.lines().any(|name| name == last));
    if !is_public || LEADS_INWARD.iter().any(|zone| is_within(name, zone)) {
        return Err(Refusal::Internal);
    }
    if is_own(name, config) {
        return Err(Refusal::OwnHost);
    }
    match url.port() {
        None | Some(8443 | 1024..) => Ok(url),
        Some(_) => Err(Refusal::Port),
    }
}

/// Letters, digits and hyphens, as RFC 1123 has it: no certificate is given to other names.
fn is_host_name(name: &str) -> bool {
    let fit = |c: u8| c.is_ascii_alphanumeric() || c == b'-';
    let is_label = |label: &str| {
        (1..=63).contains(&label.len()) && label.bytes().all(fit) && !label.starts_with('-') && !label.ends_with('-')
    };
    name.len() <= 253 && name.split('.').all(is_label)
}

fn is_within(name: &str, zone: &str) -> bool {
    let below = name.strip_suffix(zone);
    below.is_some_and(|below| below.is_empty() || below.ends_with('.'))
}

fn is_own(name: &str, config: &Config) -> bool {
    let public = config.public_url.as_deref().and_then(|url| Url::parse(url).ok());
    let public = public.as_ref().and_then(Url::host_str);
    let own = [public, config.request_host.as_deref()];
    own.into_iter().flatten().any(|own| is_within(name, own)) || is_workers_dev(name)
}

/// Whether this is the name that the platform gives the worker of `wrangler.toml`, or one of its previews, on some
/// account: `<worker>.<account>.workers.dev` or `<preview>-<worker>.<account>.workers.dev`. An attempt cannot ask a
/// request which one is ours.
fn is_workers_dev(name: &str) -> bool {
    let worker = name
        .strip_suffix(".workers.dev")
        .and_then(|rest| rest.split('.').next())
        .and_then(|first| first.strip_suffix(env!("WORKER_NAME")));
    worker.is_some_and(|preview| preview.is_empty() || preview.ends_with('-'))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests;
