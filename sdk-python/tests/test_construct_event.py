import sys
import time
from collections.abc import Iterable
from typing import Any

import pytest
from support import BODY, EVENT, HEADERS, NEXT_SECRET, NOW, SECRET, reason

from aviationalley_webhooks import (
    Webhook,
    construct_event,
    explain,
    sign,
)


@pytest.mark.parametrize(
    "body",
    [
        BODY.decode(),
        bytearray(BODY),
        memoryview(BODY),
        memoryview(BODY[::-1])[::-1],
    ],
    ids=lambda body: type(body).__name__,
)
def test_the_body_comes_as_any_kind_of_bytes_or_text(body: Any) -> None:
    assert construct_event(body, HEADERS, SECRET, now=NOW) == EVENT


def test_a_parsed_body_is_refused_with_the_mend() -> None:
    parsed: Any = EVENT
    with pytest.raises(TypeError, match=r"raw body is needed.*dict.*get_data\(\)"):
        construct_event(parsed, HEADERS, SECRET)
    with pytest.raises(TypeError, match="raw body is needed"):
        sign(parsed, SECRET)


def test_text_without_utf_8_matches_nothing_whatever_was_signed() -> None:
    text = BODY.decode().replace("N12345", "\ud800")
    errors = ["surrogatepass", "replace", "ignore", "backslashreplace"]
    alike = [text.encode(errors=way) for way in errors]
    alike += [text.replace("\ud800", "\ufffd" * count).encode() for count in (1, 2, 3)]
    for body in alike:
        headers = sign(body, SECRET, timestamp=NOW)
        assert reason(headers, text) == "no_match"
        assert not Webhook(SECRET).verify(text, headers["x-aviationalley-signature"])
    assert reason({}, text) == "missing_header"
    assert reason({**HEADERS, "webhook-timestamp": "now"}, text) == "malformed_header"
    assert next(f.code for f in explain(text, HEADERS, SECRET, now=NOW)) == "no_match"


def test_rotation_accepts_what_either_secret_signed() -> None:
    for secrets in ([SECRET, NEXT_SECRET], (NEXT_SECRET, SECRET)):
        for signer in (SECRET, NEXT_SECRET, [SECRET, NEXT_SECRET], [NEXT_SECRET, SECRET]):
            headers = sign(BODY, signer, timestamp=NOW)
            assert reason(headers, secret=secrets) is None
            assert Webhook(secrets).construct_event(BODY, headers, now=NOW) == EVENT
            assert Webhook(secrets).verify(BODY, headers["x-aviationalley-signature"])
    assert reason(sign(BODY, NEXT_SECRET, timestamp=NOW)) == "no_match"


@pytest.mark.parametrize("secret", ["", None, [], (), [""], [SECRET, ""], [SECRET, None]], ids=repr)
def test_a_missing_secret_is_the_developers_mistake(secret: Any) -> None:
    for make in (
        lambda: construct_event(BODY, {}, secret),
        lambda: sign(BODY, secret),
        lambda: Webhook(secret),
    ):
        with pytest.raises(ValueError, match="signing secret is missing"):
            make()
    assert next(f.code for f in explain(BODY, {}, secret)) == "secret_missing"


@pytest.mark.parametrize("secret", [SECRET[6:], f" {SECRET}", f'"{SECRET}"', "whsec_", "x"])
def test_a_secret_that_is_not_whole_is_the_developers_mistake(secret: str) -> None:
    with pytest.raises(ValueError, match="signing secret is not whsec_"):
        construct_event(BODY, HEADERS, secret)
    with pytest.raises(ValueError, match="signing secret is not whsec_"):
        Webhook(secret)


@pytest.mark.parametrize("secret", [SECRET.encode(), 7, {SECRET}, {SECRET: 1}, [7], [[SECRET]]])
def test_a_secret_that_is_no_text_is_a_type_error(secret: Any) -> None:
    for make in (lambda: construct_event(BODY, HEADERS, secret), lambda: Webhook(secret)):
        with pytest.raises(TypeError, match="signing secret is a str, or a list of them"):
            make()


def test_no_message_or_representation_holds_a_secret() -> None:
    shown = [repr(Webhook(SECRET)), str(Webhook(SECRET))]
    shown += [str(finding) for finding in explain(BODY, HEADERS, NEXT_SECRET, now=NOW)]
    for secret in (SECRET[:-5], SECRET[6:]):
        with pytest.raises(ValueError, match="signing secret") as refused:
            Webhook(secret)
        shown.append(str(refused.value))
    assert not any(SECRET[10:30] in text or NEXT_SECRET[10:30] in text for text in shown)


def test_pythons_clock_counts_unless_a_time_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    headers = sign(BODY, SECRET)
    assert construct_event(BODY, headers, SECRET) == EVENT
    assert reason(HEADERS, now=None) == "timestamp_too_old"
    monkeypatch.setattr(time, "time", lambda: NOW + 0.5)
    assert construct_event(BODY, HEADERS, SECRET) == EVENT
    assert sign(BODY, SECRET) == HEADERS


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (NOW + 300, None),
        (NOW + 300.999, None),
        (NOW + 301, "timestamp_too_old"),
        (NOW - 300, None),
        (NOW - 300.5, "timestamp_too_new"),
        (0, "timestamp_too_new"),
        (253_402_300_799, "timestamp_too_old"),
    ],
)
def test_the_age_is_counted_in_whole_seconds(now: float, expected: str | None) -> None:
    assert reason(HEADERS, now=now) == expected


def test_a_tolerance_may_be_nothing_or_without_end() -> None:
    assert reason(HEADERS, tolerance=0) is None
    assert reason(HEADERS, tolerance=0, now=NOW + 1) == "timestamp_too_old"
    assert reason(HEADERS, tolerance=float("inf"), now=1e11) is None


@pytest.mark.parametrize(
    ("option", "error"),
    [
        ({"tolerance": -1}, ValueError),
        ({"tolerance": float("nan")}, ValueError),
        ({"tolerance": None}, TypeError),
        ({"tolerance": "300"}, TypeError),
        ({"now": float("nan")}, ValueError),
        ({"now": float("inf")}, ValueError),
        ({"now": 253_402_300_800}, ValueError),
        ({"now": -1e300}, ValueError),
        ({"now": "now"}, TypeError),
        ({"allow_untimed": "false"}, TypeError),
        ({"allow_untimed": 1}, TypeError),
        ({"allowUntimed": True}, TypeError),
    ],
    ids=repr,
)
def test_an_option_that_makes_no_sense_is_the_developers_mistake(
    option: Any, error: type[Exception]
) -> None:
    for call in (construct_event, explain):
        with pytest.raises(error):
            call(BODY, HEADERS, SECRET, **option)


def test_signing_takes_the_bodys_id_unless_told() -> None:
    assert sign(BODY, SECRET)["webhook-id"] == EVENT["id"]
    assert sign(BODY, SECRET, id="del_2")["webhook-id"] == "del_2"
    assert sign(b"no event", SECRET)["webhook-id"] == "del_test"


def test_refusals_leak_nothing() -> None:
    def objects() -> int:
        return sys.getallocatedblocks()

    def work(bodies: Iterable[Any]) -> None:
        for body in bodies:
            assert reason({**HEADERS, "webhook-signature": HEADERS["webhook-id"]}, body)

    bodies: list[Any] = [BODY, BODY.decode(), bytearray(BODY), memoryview(BODY)] * 500
    work(bodies)
    before = objects()
    work(bodies)
    assert objects() - before < 200
