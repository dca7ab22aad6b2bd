"""Requests that headers, secrets and clocks decide."""

from functools import partial

from vectors.requests import (
    ID,
    NOW,
    TYPE,
    Case,
    Cases,
    change,
    envelope,
    headers_of,
    untimed,
)
from vectors.signing import ENVELOPE, NEXT_SECRET, SECRET, b64, v1


def cases() -> Cases:
    cases = Cases()
    for add in (secrets, signatures, missing, malformed, times, mismatches):
        add(cases)
    return cases


def secrets(cases: Cases) -> None:
    no_match = partial(cases.invalid, "no_match")
    good = headers_of()
    cases.valid("a delivery")
    cases.valid("names in capitals", headers=[(name.upper(), value) for name, value in good])
    cases.valid("headers in another order, among others", headers=[("host", "x"), *good[::-1]])
    cases.valid("a repeated header of another's", headers=[("via", "a"), *good, ("via", "b")])
    cases.valid("without X-AviationAlley-…", headers=good[:3])
    cases.valid(
        "an event type yet to come",
        body=envelope(type='"x.y"'),
        headers=headers_of(envelope(type='"x.y"'), event="x.y"),
    )

    both = headers_of(ENVELOPE, SECRET, NEXT_SECRET)
    cases.valid("the second of two secrets", secrets=(NEXT_SECRET, SECRET))
    cases.valid("the same secret twice", secrets=(SECRET, SECRET))
    cases.valid("signed by two, both known", headers=both, secrets=(NEXT_SECRET, SECRET))
    cases.valid("signed by two, the current one known", headers=both)
    no_match(
        "signed by two, the coming one known: the hex is by the other",
        headers=both,
        secrets=(NEXT_SECRET,),
    )
    cases.valid(
        "signed by two, the coming one known, without the hex",
        headers=both[:3],
        secrets=(NEXT_SECRET,),
    )
    no_match("another secret", secrets=(NEXT_SECRET,))
    cases.refused("secret_missing", "no secrets")
    cases.refused("secret_missing", "an empty secret", "")
    cases.refused("secret_missing", "an empty secret beside a good one", SECRET, "")
    cases.refused("secret_malformed", "a secret with a trailing newline", SECRET + "\n")
    cases.refused("secret_malformed", "a secret without its prefix", SECRET.removeprefix("whsec_"))
    cases.refused("secret_malformed", "a secret that is no base64", "whsec_%%%")
    cases.refused("secret_malformed", "a malformed secret beside a good one", SECRET, "secret")


def signatures(cases: Cases) -> None:
    no_match = partial(cases.invalid, "no_match")
    good = headers_of()
    no_match("another body", body=ENVELOPE + b"\n", headers=good)
    no_match("another id", headers=change(good, webhook_id="del_0"))
    no_match("another timestamp", headers=change(good, webhook_timestamp=str(NOW + 1)))
    no_match(
        "only the hex holds",
        headers=change(good, webhook_signature=v1(NEXT_SECRET, ID, NOW, ENVELOPE)),
    )
    no_match(
        "only the Standard signature holds",
        headers=change(good, x_aviationalley_signature="0" * 64),
    )
    no_match("a body that is neither signed nor JSON", body=b"[object Object]", headers=good)
    no_match("an empty body that is not signed", body=b"", headers=good)
    no_match("no match, and old", headers=headers_of(ENVELOPE, NEXT_SECRET, timestamp=1))


def missing(cases: Cases) -> None:
    """Headers that are not there, and those that a stranger can strip."""
    missing = partial(cases.invalid, "missing_header")
    no_match = partial(cases.invalid, "no_match")
    good = headers_of()
    missing("no headers", headers=[])
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
        without = [pair for pair in good if pair[0] != name]
        missing(f"without {name}", headers=without)
        missing(f"without {name}, untimed allowed", headers=without, allow_untimed=True)
    missing("untimed", headers=untimed(good))
    cases.valid("untimed and allowed", headers=untimed(good), allow_untimed=True)
    cases.valid(
        "untimed and allowed, years later", headers=untimed(good), allow_untimed=True, now=NOW * 2
    )
    missing("untimed and allowed, without the hex", headers=good[4:], allow_untimed=True)
    missing("untimed and allowed, no headers", headers=[], allow_untimed=True)
    no_match(
        "untimed and allowed, another body", body=b"{}", headers=untimed(good), allow_untimed=True
    )
    cases.valid("timed where untimed is allowed", allow_untimed=True)
    cases.invalid(
        "timestamp_too_old",
        "timed and old where untimed is allowed",
        now=NOW + 301,
        allow_untimed=True,
    )
    missing("a header with a space behind its name", headers=[("webhook-id ", ID), *good[1:]])
    missing("a header with an underscore in its name", headers=[("webhook_id", ID), *good[1:]])


def malformed(cases: Cases) -> None:
    malformed = partial(cases.invalid, "malformed_header")
    no_match = partial(cases.invalid, "no_match")
    good = headers_of()
    hexes = good[3][1]
    for name, value in {
        "empty": "",
        "a space before it": " " + ID,
        "a dot, which separates what is signed": "del.1",
        "not ASCII": "dél_1",
        "a control character": "del_\x01",
        "256 characters": "d" * 256,
        "a lone surrogate, or what became of it": "\ufffd",
    }.items():
        malformed(f"webhook-id: {name}", headers=change(good, webhook_id=value))
    long_id = headers_of(envelope(id=f'"{"d" * 255}"'), message_id="d" * 255)
    cases.valid("webhook-id: 255 characters", body=envelope(id=f'"{"d" * 255}"'), headers=long_id)
    quoting = envelope(data=f'{{"note":"x.{NOW + 9}.{{}}"}}')
    head, tail = quoting.split(f".{NOW + 9}.".encode())
    malformed(
        "the signed text cut elsewhere, at a body that quotes a message",
        body=tail,
        headers=change(
            headers_of(quoting)[:3],
            webhook_id=f"{ID}.{NOW}.{head.decode()}",
            webhook_timestamp=str(NOW + 9),
        ),
    )
    for value in (
        "", "0x1", f"0{NOW}", f"+{NOW}", f"-{NOW}", f" {NOW}", f"{NOW} ", f"{NOW}.0", f"{NOW}000", "1e9", "-0", "00",
        "253402300800", "9" * 19, "9" * 400, "NaN", "\uff12", f"{NOW}\n", "2026-05-31T14:03:22Z", f"{NOW}, {NOW}",
    ):  # fmt: skip
        malformed(
            f"webhook-timestamp: {value[:30]!r}", headers=change(good, webhook_timestamp=value)
        )
    malformed("webhook-timestamp twice", headers=[*good, good[1]])
    malformed("webhook-id twice", headers=[*good, good[0]])
    for name, value in {
        "empty": "",
        "spaces": "   ",
        "no version": good[2][1][3:],
        "an uppercase version": "V" + good[2][1][1:],
        "a version yet to come": "v2," + good[2][1][3:],
        "an asymmetric one": "v1a," + b64(bytes(64)),
        "no padding": good[2][1].rstrip("="),
        "too much padding": good[2][1] + "=",
        "29 bytes": "v1," + b64(bytes(29)),
        "35 bytes": "v1," + b64(bytes(35)),
        "64 bytes": "v1," + b64(bytes(64)),
        "hex": "v1," + hexes,
        "a trailing newline": good[2][1] + "\n",
        "URL-safe base64": "v1," + "-_" * 21 + "A=",
        "not ASCII": "v1," + "é" * 43 + "=",
        "20,000 characters": "v1," + "A" * 20_000,
    }.items():
        malformed(f"webhook-signature: {name}", headers=change(good, webhook_signature=value))
    zeros = "v1," + b64(bytes(32))
    no_match("webhook-signature: of zeros", headers=change(good, webhook_signature=zeros))
    no_match(
        "webhook-signature: 500 others",
        headers=change(good, webhook_signature=" ".join([zeros] * 500)),
    )
    mixed = f"v1a,{b64(bytes(64))} v2,x  {zeros} {good[2][1]} é"
    cases.valid(
        "webhook-signature: ours among others", headers=change(good, webhook_signature=mixed)
    )
    cases.valid(
        "webhook-signature twice, the second ours", headers=[("webhook-signature", zeros), *good]
    )
    for name, value in {
        "empty": "",
        "uppercase": hexes.upper(),
        "63 digits": hexes[:-1],
        "a prefix": "sha256=" + hexes,
        "a trailing space": hexes + " ",
        "full-width digits": "\uff10" * 64,
    }.items():
        malformed(
            f"x-aviationalley-signature: {name}",
            headers=change(good, x_aviationalley_signature=value),
        )
    malformed("x-aviationalley-signature twice", headers=[*good, good[3]])


def times(cases: Cases) -> None:
    too_old = partial(cases.invalid, "timestamp_too_old")
    too_new = partial(cases.invalid, "timestamp_too_new")
    cases.valid("300 s old", now=NOW + 300)
    too_old("301 s old", now=NOW + 301)
    cases.valid("300 s ahead", now=NOW - 300)
    too_new("301 s ahead", now=NOW - 301)
    cases.valid("no tolerance, on the second", tolerance=0)
    too_old("no tolerance, a second old", tolerance=0, now=NOW + 1)
    too_new("no tolerance, a second ahead", tolerance=0, now=NOW - 1)
    cases.valid("an hour's tolerance", tolerance=3600, now=NOW + 3600)
    cases.valid("the second 0", headers=headers_of(timestamp=0), now=0)
    cases.valid(
        "the last second of the year 9999",
        headers=headers_of(timestamp=253402300799),
        now=253402300799,
    )
    too_new("the year 9999", headers=headers_of(timestamp=253402300799))
    too_old("the second 0, long ago", headers=headers_of(timestamp=0))
    too_new("a clock before 1970", now=-1)
    too_old("old, and not JSON", body=b"x", now=NOW + 301)


def mismatches(cases: Cases) -> None:
    mismatch = partial(cases.invalid, "header_mismatch")
    good = headers_of()
    mismatch("webhook-id is signed and not the body's", headers=headers_of(message_id="del_0"))
    mismatch(
        "x-aviationalley-delivery is another's",
        headers=change(good, x_aviationalley_delivery="del_0"),
    )
    mismatch(
        "x-aviationalley-event is another",
        headers=change(good, x_aviationalley_event="booking.updated"),
    )
    mismatch("x-aviationalley-event is empty", headers=change(good, x_aviationalley_event=""))
    mismatch("x-aviationalley-event twice", headers=[*good, good[5]])
    mismatch(
        "untimed and allowed, x-aviationalley-delivery is another's",
        headers=change(untimed(good), x_aviationalley_delivery="del_0"),
        allow_untimed=True,
    )


def signed() -> list[Case]:
    """What sign gives. The order of the headers says nothing."""

    def case(name: str, body: bytes, *secrets: str, event: str | None = TYPE) -> Case:
        return {
            "name": name,
            "body": b64(body),
            "id": ID,
            "timestamp": NOW,
            "secrets": list(secrets),
            "headers": dict(headers_of(body, *secrets, event=event)),
        }

    return [
        case("by one secret", ENVELOPE, SECRET),
        case("by two, the first the current one", ENVELOPE, SECRET, NEXT_SECRET),
        case("no event", b"\xff", SECRET, event=None),
    ]
