use std::time::Duration;

use super::{
    Refusal::{self, *},
    check,
};
use crate::app::{Config, Retention, Windows, schedule::Schedule};

fn production() -> Config {
    Config {
        admin_token: None,
        secrets_key: None,
        secrets_key_previous: None,
        requests_at_once: 4,
        schedule: Schedule::default(),
        delivery_timeout: Duration::from_secs(5),
        cron_interval: Duration::from_secs(60),
        most_waiting: 0,
        disable_after: Duration::from_secs(432_000),
        allow_local_targets: false,
        public_url: Some("https://api.example.com".to_owned()),
        request_host: Some("api.example.workers.dev".to_owned()),
        windows: Windows::default(),
        retention: Retention::default(),
    }
}

fn development() -> Config {
    Config { allow_local_targets: true, ..production() }
}

fn refused(why: Refusal, words: &str, urls: &[&str]) {
    for url in urls {
        assert_eq!(check(url, &production()), Err(why), "{url}");
    }
    assert!(why.to_string().contains(words), "{why}");
}

#[test]
fn public_https_hosts_are_taken_and_normalised() {
    for (url, normalised) in [
        ("https://example.com", "https://example.com/"),
        ("https://example.com/webhooks", "https://example.com/webhooks"),
        ("HTTPS://EXAMPLE.COM/A", "https://example.com/A"),
        ("https://example.com:443/", "https://example.com/"),
        ("https://example.com:00443/", "https://example.com/"),
        ("https://hooks.example.com:8443/a?b=c", "https://hooks.example.com:8443/a?b=c"),
        ("https://example.com:1024", "https://example.com:1024/"),
        ("https://example.com:65535", "https://example.com:65535/"),
        ("https://xn--mnchen-3ya.example.com/", "https://xn--mnchen-3ya.example.com/"),
        ("https://example.com/ä?b=ö", "https://example.com/%C3%A4?b=%C3%B6"),
        ("https://example.com/a/../b", "https://example.com/b"),
        ("https://ex%61mple.com/", "https://example.com/"),
        ("https://example.com/@me:x", "https://example.com/@me:x"),
        ("https://example.com?to=http://127.0.0.1/", "https://example.com/?to=http://127.0.0.1/"),
        ("https://127.0.0.1.example.com/", "https://127.0.0.1.example.com/"),
        ("https://localhost.example.com/", "https://localhost.example.com/"),
        ("https://mylocalhost.com/", "https://mylocalhost.com/"),
        ("https://not-nip.io.example.com/", "https://not-nip.io.example.com/"),
        ("https://not-api.example.com/", "https://not-api.example.com/"),
        ("https://1a.example.com/x", "https://1a.example.com/x"),
        ("https://a.co/", "https://a.co/"),
        ("https://a.photography/", "https://a.photography/"),
        ("https://hooks.example.xn--p1ai/", "https://hooks.example.xn--p1ai/"),
        ("https://hooks.someone.workers.dev/", "https://hooks.someone.workers.dev/"),
    ] {
        let checked = check(url, &production()).map(String::from);
        assert_eq!(checked.as_deref(), Ok(normalised), "{url}");
        // Nothing is left for another parser to interpret.
        assert!(normalised.bytes().all(|byte| byte.is_ascii_graphic()));
        // What is stored passes again, as itself: what was checked is what is sent.
        assert_eq!(check(normalised, &production()).map(String::from), checked);
    }
}

#[test]
fn what_is_no_absolute_url_is_refused() {
    refused(
        Malformed,
        "https://example.com/webhooks",
        &[
            "",
            "example.com",
            "/hook",
            "//example.com",
            "https:",
            "https:example.com",
            "https:/example.com",
            "https://",
            "https:///example.com",
            "https://?x",
            "https://#x",
            "https://:443",
            "https://example.com:port",
            "https://example.com:65536",
            "https://example.com:-1",
            "javascript:alert(1)",
            "data:text/plain,x",
        ],
    );
    let long = format!("https://example.com/{}", "a".repeat(2048));
    refused(TooLong, "2048", &[&long]);
}

#[test]
fn every_other_scheme_is_refused() {
    refused(
        Scheme,
        "https://",
        &[
            "http://example.com",
            "ftp://example.com",
            "file://example.com/etc/passwd",
            "gopher://example.com",
            "ws://example.com",
            "blob:https://example.com/x",
        ],
    );
}

#[test]
fn a_user_or_a_password_is_refused() {
    refused(
        UserInfo,
        "user name",
        &[
            "https://user@example.com",
            "https://u:p@example.com",
            "https://:p@example.com",
            "https://@example.com",
            "https://:@example.com",
            "https://example.com@evil.example.net",
            "https://example.com:443@evil.example.net",
        ],
    );
}

#[test]
fn what_one_parser_drops_and_another_keeps_is_refused() {
    refused(
        Characters,
        "control characters",
        &[
            " https://example.com",
            "https://example.com ",
            "https://exa mple.com",
            "https://exam\tple.com",
            "https://exam\nple.com",
            "ht\rtps://example.com",
            "https://example.com/a\nb",
            "https://example.com\0",
            "https://example.com\u{7f}",
            "https://example.com\u{a0}/",
            "https:\\\\example.com",
            "https://example.com\\@evil.example.net",
            "https://example.com/a\\..\\b",
        ],
    );
    refused(Fragment, "#fragment", &["https://example.com/#", "https://example.com/a#b"]);
}

#[test]
fn an_ip_address_is_refused_in_every_notation() {
    refused(
        Address,
        "not an IP address",
        &[
            "https://127.0.0.1",
            "https://127.0.0.1.",
            "https://127.1",
            "https://127.0.1",
            "https://0",
            "https://0.0.0.0",
            "https://2130706433",
            "https://0x7f000001",
            "https://0x7f.0.0.1",
            "https://0X7F.1",
            "https://017700000001",
            "https://0177.0.0.1",
            "https://127.0.0.0x1",
            "https://10.0.0.1",
            "https://172.16.0.1",
            "https://192.168.1.1",
            "https://169.254.169.254",
            "https://100.64.0.1",
            "https://8.8.8.8",
            "https://255.255.255.255",
            "https://256.256.256.256",
            "https://1.2.3.4.5",
            "https://example.1",
            "https://127%2e0%2e0%2e1",
            "https://%31%32%37.0.0.1",
            "https://[::1]",
            "https://[::]",
            "https://[::ffff:127.0.0.1]",
            "https://[::ffff:7f00:1]",
            "https://[::127.0.0.1]",
            "https://[64:ff9b::7f00:1]",
            "https://[2001:db8::1]",
            "https://[fd00::1]",
            "https://[fe80::1%25eth0]",
            "https://[fe80::1%eth0]",
            "https://[::1",
        ],
    );
}

#[test]
fn a_host_beyond_ascii_is_asked_for_in_its_ascii_form() {
    refused(
        NotAscii,
        "xn--",
        &[
            "https://münchen.example.com/",
            "https://１２７.０.０.１",
            "https://127。0。0。1",
            "https://①②⑦.0.0.1",
            "https://ⓛocalhost",
            "https://exam\u{ad}ple.com",
            "https://example\u{200b}.com",
            "https://example．com",
        ],
    );
}

#[test]
fn a_host_that_is_no_host_name_is_refused() {
    let (label, name) = ("a".repeat(64), format!("{}com", "abcdefgh.".repeat(28)));
    assert_eq!(name.len(), 255);
    refused(
        HostName,
        "letters, digits, hyphens",
        &[
            "https://example.com.",
            "https://localhost.",
            "https://example..com",
            "https://.example.com",
            "https://.",
            "https://my_host.example.com",
            "https://-a.example.com",
            "https://a-.example.com",
            "https://exa*mple.com",
            "https://exa%mple.com",
            "https://example%2ecom%2f.evil.example.net",
            "https://%6c%c3%b6calhost",
            "https://xn--.example.com",
            &format!("https://{label}.com"),
            &format!("https://{name}"),
        ],
    );
}

#[test]
fn a_host_of_another_network_is_refused() {
    refused(
        Internal,
        "public internet",
        &[
            "https://localhost",
            "https://LOCALHOST",
            "https://%6cocalhost",
            "https://localhost:8443",
            "https://a.localhost",
            "https://localhost.localdomain",
            "https://intranet",
            "https://com",
            "https://metadata.google.internal",
            "https://db.internal",
            "https://nas.local",
            "https://kubernetes.default.svc.cluster.local",
            "https://router.home.arpa",
            "https://1.0.0.127.in-addr.arpa",
            "https://pc.lan",
            "https://pc.home",
            "https://wiki.corp",
            "https://duckduckgogg42.onion",
            "https://receiver.test",
            "https://receiver.example",
            "https://receiver.invalid",
            "https://127.0.0.1.nip.io",
            "https://7f000001.nip.io",
            "https://10-0-0-1.sslip.io",
            "https://localtest.me",
            "https://a.lvh.me",
            "https://hooks.example.con",
            "https://hooks.example.c",
            "https://hooks.example.comm",
            "https://hooks.example.xn--80ak6aa92e",
            "https://server.mycompany",
            "https://vault.consul",
            "https://hooks.fritz.box.home.arpa",
            "https://hooks.example.iana",
        ],
    );
}

#[test]
fn the_api_itself_is_refused_by_each_of_its_names() {
    refused(
        OwnHost,
        "this API",
        &[
            "https://api.example.com",
            "https://API.example.com/api/v1/trainees",
            "https://api.example.com:8443",
            "https://%61pi.example.com",
            "https://api.example.workers.dev/hook",
            "https://www.api.example.com",
            "https://a.b.api.example.com:8443/x",
            "https://preview.api.example.workers.dev",
            "https://aviationalley-api.someone.workers.dev",
            "https://1a2b3c4d-aviationalley-api.someone.workers.dev/hook",
        ],
    );
    let unnamed = Config { public_url: None, request_host: None, ..production() };
    assert!(check("https://api.example.com", &unnamed).is_ok());
    let by_name = check("https://aviationalley-api.someone.workers.dev", &unnamed);
    assert_eq!(by_name, Err(OwnHost), "as at an attempt, which no request made");
}

#[test]
fn ports_of_other_services_are_refused() {
    refused(
        Port,
        "443, 8443 or one above 1023",
        &[
            "https://example.com:0",
            "https://example.com:22",
            "https://example.com:25",
            "https://example.com:80",
            "https://example.com:444",
            "https://example.com:1023",
        ],
    );
}

#[test]
fn development_may_use_http_on_loopback_and_nothing_else_more() {
    for url in ["http://127.0.0.1:9000/", "http://localhost:1", "http://[::1]:9000", "https://localhost"] {
        assert!(check(url, &development()).is_ok(), "{url}");
        assert!(check(url, &production()).is_err(), "{url}");
    }
    for url in [
        "http://example.com",
        "https://10.0.0.1",
        "http://169.254.169.254",
        "http://[::ffff:127.0.0.1]",
        "https://u@127.0.0.1",
        "https://api.example.com",
    ] {
        assert!(check(url, &development()).is_err(), "{url}");
    }
}
