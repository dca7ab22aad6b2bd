import json
import pickle
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable
from email.message import Message
from types import MappingProxyType
from typing import Any
from wsgiref.headers import Headers as WsgirefHeaders

import pytest
from django.http.request import HttpHeaders
from starlette.datastructures import Headers as StarletteHeaders
from support import BODY, EVENT, HEADERS, NEXT_SECRET, NOW, SECRET
from werkzeug.datastructures import EnvironHeaders
from werkzeug.datastructures import Headers as WerkzeugHeaders

from aviationalley_webhooks import (
    Webhook,
    WebhookVerificationError,
    construct_event,
    explain,
    sign,
)

PAIRS = list(HEADERS.items())
ASGI = [(name.encode(), value.encode()) for name, value in PAIRS]
ENVIRON: dict[str, object] = {
    f"HTTP_{name.upper().replace('-', '_')}": value for name, value in PAIRS
}
ENVIRON |= {"REQUEST_METHOD": "POST", "wsgi.version": (1, 0), "CONTENT_LENGTH": str(len(BODY))}


def message() -> Message:
    headers = Message()
    for name, value in PAIRS:
        headers[name] = value
    return headers


def reason(headers: Any, body: Any = BODY, secret: Any = SECRET, **options: Any) -> str | None:
    try:
        construct_event(body, headers, secret, **{"now": NOW} | options)
    except WebhookVerificationError as refused:
        return refused.reason
    return None


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(HEADERS, id="dict"),
        pytest.param({name.title(): value for name, value in PAIRS}, id="dict, Title-Case"),
        pytest.param({name.upper(): value for name, value in PAIRS}, id="dict, UPPER-CASE"),
        pytest.param({name: [value] for name, value in PAIRS}, id="dict of lists"),
        pytest.param(MappingProxyType(HEADERS), id="another mapping"),
        pytest.param(PAIRS, id="pairs"),
        pytest.param(iter(PAIRS), id="an iterator of pairs"),
        pytest.param([list(pair) for pair in PAIRS], id="pairs that are lists"),
        pytest.param(ASGI, id="ASGI scope's headers"),
        pytest.param(dict(ASGI), id="dict of bytes"),
        pytest.param(ENVIRON, id="WSGI environ, Django's META"),
        pytest.param(HttpHeaders(ENVIRON), id="Django"),
        pytest.param(EnvironHeaders(ENVIRON), id="Flask"),
        pytest.param(WerkzeugHeaders(PAIRS), id="Werkzeug"),
        pytest.param(StarletteHeaders(raw=ASGI), id="Starlette"),
        pytest.param(WsgirefHeaders(PAIRS), id="wsgiref"),
        pytest.param(message(), id="http.server's message"),
        pytest.param(urllib.request.Request("http://x", headers=HEADERS).headers, id="urllib"),
    ],
)
def test_headers_come_in_whatever_a_framework_has_them(headers: Any) -> None:
    assert construct_event(BODY, headers, SECRET, now=NOW) == EVENT


@pytest.mark.parametrize(
    "twice",
    [
        lambda pairs: pairs,
        WerkzeugHeaders,
        lambda pairs: StarletteHeaders(raw=[(n.encode(), v.encode()) for n, v in pairs]),
        lambda pairs: {n.title() if i == 0 else n: v for i, (n, v) in enumerate(pairs)},
        lambda pairs: {n: [v for m, v in pairs if m == n] for n, _ in pairs},
    ],
    ids=["pairs", "Werkzeug", "Starlette", "two cases", "lists"],
)
def test_a_header_that_comes_twice_is_malformed_wherever_it_comes(
    twice: Callable[[list[tuple[str, str]]], Any],
) -> None:
    assert reason(twice([PAIRS[0], *PAIRS])) == "malformed_header"


@pytest.mark.parametrize(
    "headers",
    [None, 1, "webhook-id: x", b"x", object(), ["x"], [("a",)], [("a", "b", "c")], ["ab"], [{}]],
    ids=repr,
)
def test_what_is_no_headers_is_refused_with_the_mend(headers: Any) -> None:
    with pytest.raises(TypeError, match=r"headers of the request are needed.*request\.headers"):
        construct_event(BODY, headers, SECRET)
    with pytest.raises(TypeError, match="headers of the request are needed"):
        explain(BODY, headers, SECRET)


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("value", [None, 7, object(), [], [None], {}], ids=repr)
def test_a_value_that_cannot_have_come_with_a_request_is_none(name: str, value: Any) -> None:
    without = {other: text for other, text in PAIRS if other != name}
    assert reason({**HEADERS, name: value}) == reason(without)


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("value", ["", "\0", "\ud800", "é", "✈", b"\xff", "x" * 1_000_000])
def test_no_value_raises_anything_else(name: str, value: str | bytes) -> None:
    assert reason({**HEADERS, name: value}) in {"malformed_header", "no_match", "header_mismatch"}


def test_names_that_are_no_text_are_passed_over() -> None:
    assert reason({None: "x", 7: "y", b"\xff": "z", "\ud800": "w", ("a",): "b", **HEADERS}) is None


def test_a_name_that_only_looks_like_a_wsgi_one_is_none() -> None:
    for change in (str.lower, str.title, lambda name: name.replace("HTTP_", "HTTPS_")):
        assert reason({change(name): value for name, value in ENVIRON.items()}) == "missing_header"
    for name, value in PAIRS[:3]:
        changed = {f"HTTP_{name.replace('-', '_')}": value}
        assert reason(changed | {other: text for other, text in PAIRS if other != name}) == (
            "missing_header"
        )
    assert reason({f"HTTP_{name}": value for name, value in PAIRS}) == "missing_header"
    assert reason({name.replace("-", "_"): value for name, value in PAIRS}) == "missing_header"


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
    [finding] = explain(parsed, HEADERS, SECRET)
    assert finding.code == "body_parsed"
    assert "get_data()" in finding.message


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


def test_the_refusal_says_what_is_wrong_and_can_be_pickled() -> None:
    with pytest.raises(WebhookVerificationError) as refused:
        construct_event(BODY, {}, SECRET)
    for error in (refused.value, pickle.loads(pickle.dumps(refused.value))):
        assert error.reason == "missing_header"
        assert str(error) == "the header webhook-id is missing"


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
        (-1e300, "timestamp_too_new"),
        (1e300, "timestamp_too_old"),
    ],
)
def test_the_age_is_counted_in_whole_seconds(now: float, expected: str | None) -> None:
    assert reason(HEADERS, now=now) == expected


def test_a_tolerance_may_be_nothing_or_without_end() -> None:
    assert reason(HEADERS, tolerance=0) is None
    assert reason(HEADERS, tolerance=0, now=NOW + 1) == "timestamp_too_old"
    assert reason(HEADERS, tolerance=float("inf"), now=1e18) is None


@pytest.mark.parametrize(
    ("option", "error"),
    [
        ({"tolerance": -1}, ValueError),
        ({"tolerance": float("nan")}, ValueError),
        ({"tolerance": None}, TypeError),
        ({"tolerance": "300"}, TypeError),
        ({"now": float("nan")}, ValueError),
        ({"now": float("inf")}, ValueError),
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


def test_what_another_thread_does_to_a_bytearray_meanwhile_changes_nothing() -> None:
    event = dict(EVENT, data={"notes": "x" * 2_000_000})
    genuine = json.dumps(event).encode()
    headers, body = sign(genuine, SECRET, timestamp=NOW), bytearray(genuine)
    stop = threading.Event()

    def scribble() -> None:
        while not stop.is_set():
            body[-10] ^= 1

    thread = threading.Thread(target=scribble)
    thread.start()
    outcomes: list[Any] = []
    try:
        for _ in range(20):
            try:
                outcomes.append(construct_event(body, headers, SECRET, now=NOW))
            except WebhookVerificationError as refused:
                outcomes.append(refused.reason)
    finally:
        stop.set()
        thread.join()
    assert all(outcome in (event, "no_match") for outcome in outcomes)


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
