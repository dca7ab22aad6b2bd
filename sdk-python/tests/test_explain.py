"""What explain and the errors say of what is no raw body, and of times that are none."""

import asyncio
import base64
import io
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import flask
import pytest
from django.core.handlers.wsgi import WSGIRequest
from starlette.requests import Request as StarletteRequest
from support import BODY, EVENT, HEADERS, NOW, SECRET, reason
from werkzeug.test import EnvironBuilder

from aviationalley_webhooks import (
    Webhook,
    WebhookVerificationError,
    construct_event,
    explain,
    sign,
    verify,
)

SCOPE = {"type": "http", "method": "POST", "path": "/", "headers": []}


def environ() -> dict[str, Any]:
    return EnvironBuilder(method="POST", data=BODY).get_environ()


async def receive() -> dict[str, object]:
    return {"type": "http.request", "body": BODY}


async def chunks() -> AsyncIterator[bytes]:
    yield BODY


async def read() -> bytes:
    return BODY


NO_BODY: list[tuple[str, Callable[[], Any], str, str]] = [
    ("nothing", lambda: None, "body_missing", "None"),
    ("a dict", lambda: EVENT, "body_parsed", "of the type dict"),
    ("a list", lambda: [EVENT], "body_parsed", "of the type list"),
    ("a number", lambda: 7, "body_parsed", "of the type int"),
    ("Starlette's body()", lambda: starlette().body(), "body_not_awaited", "await it"),
    ("a coroutine", read, "body_not_awaited", "await it"),
    (
        "a future",
        lambda: asyncio.Future(loop=asyncio.new_event_loop()),
        "body_not_awaited",
        "await",
    ),
    ("Starlette's body", lambda: starlette().body, "body_not_awaited", "call it"),
    ("Flask's get_data", lambda: flask_request().get_data, "body_not_awaited", "call it"),
    ("Starlette's request", lambda: starlette(), "body_request", "pass its body"),
    ("Flask's request", lambda: flask_request(), "body_request", "pass its body"),
    ("Django's request", lambda: WSGIRequest(environ()), "body_request", "pass its body"),
    ("a WSGI environ", environ, "body_request", "pass its body"),
    ("an ASGI scope", lambda: SCOPE, "body_request", "pass its body"),
    (
        "a serverless event",
        lambda: {"headers": HEADERS, "body": BODY.decode(), "isBase64Encoded": False},
        "body_request",
        "pass its body",
    ),
    ("Starlette's stream", lambda: starlette().stream(), "body_stream", "read it"),
    ("Flask's stream", lambda: flask_request().stream, "body_stream", "read it"),
    ("WSGI's input", lambda: environ()["wsgi.input"], "body_stream", "read it"),
    ("a file", lambda: io.BytesIO(BODY), "body_stream", "read it"),
    ("an asynchronous generator", chunks, "body_stream", "read it"),
    ("an iterator", lambda: iter([BODY]), "body_stream", "read it"),
]


def starlette() -> StarletteRequest:
    return StarletteRequest(SCOPE, receive)


def flask_request() -> flask.Request:
    return flask.Request(environ())


def test_flasks_request_is_named_in_a_view() -> None:
    proxy: Any = flask.request
    with flask.Flask("test").request_context(environ()):
        assert explain(proxy, HEADERS, SECRET)[0].code == "body_request"
    assert explain(proxy, HEADERS, SECRET)[0].code.startswith("body_")


@pytest.fixture(params=NO_BODY, ids=lambda case: case[0])
def no_body(request: pytest.FixtureRequest) -> Iterator[tuple[Any, str, str]]:
    _, make, code, mend = request.param
    body = make()
    yield body, code, mend
    if asyncio.iscoroutine(body):
        body.close()


def test_explain_names_what_is_no_raw_body(no_body: tuple[Any, str, str]) -> None:
    body, code, mend = no_body
    [finding] = explain(body, HEADERS, SECRET, now=NOW)
    assert finding.code == code
    assert mend in finding.message
    assert "request.get_data() in Flask" in finding.message
    assert Webhook(SECRET).explain(body, HEADERS, now=NOW) == [finding]


def test_the_error_says_the_same(no_body: tuple[Any, str, str]) -> None:
    body, code, _ = no_body
    [finding] = explain(body, HEADERS, SECRET, now=NOW)
    calls: list[Callable[[], object]] = [lambda: sign(body, SECRET)]
    if code != "body_missing":
        calls += [
            lambda: construct_event(body, HEADERS, SECRET),
            lambda: verify(body, None, SECRET),
        ]
    for call in calls:
        with pytest.raises(TypeError) as refused:
            call()
        assert str(refused.value) == finding.message


def test_a_request_without_a_body_or_headers_is_a_strangers() -> None:
    assert reason(HEADERS, None) == "no_match"
    assert reason(None, None) == reason(None) == "missing_header"
    assert verify(None, HEADERS["x-aviationalley-signature"], SECRET) is False
    assert [finding.code for finding in explain(BODY, None, SECRET)] == ["missing_header"]


def test_a_time_before_1970_is_not_signed() -> None:
    with pytest.raises(ValueError, match="timestamp is not a time in seconds"):
        sign(BODY, SECRET, timestamp=-1)


@pytest.mark.parametrize("factor", [1_000, 1_000_000, 1_000_000_000])
@pytest.mark.parametrize("number", [int, float])
def test_a_time_in_milliseconds_or_finer_is_refused(
    factor: int, number: Callable[[float], float]
) -> None:
    instant = number(time.time() * factor)
    for call in (
        lambda: sign(BODY, SECRET, timestamp=instant),
        lambda: Webhook(SECRET).sign(BODY, timestamp=instant),
        lambda: construct_event(BODY, HEADERS, SECRET, now=instant),
        lambda: explain(BODY, HEADERS, SECRET, now=instant),
    ):
        with pytest.raises(ValueError, match=r"not a time in seconds.*divide milliseconds by 1000"):
            call()


def test_a_clock_that_gives_milliseconds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: NOW * 1_000)
    with pytest.raises(ValueError, match="divide milliseconds by 1000"):
        sign(BODY, SECRET)


def test_base64_is_named_as_gateways_hand_it_over() -> None:

    body = base64.b64encode(BODY).decode()
    with pytest.raises(WebhookVerificationError, match="not of this body"):
        construct_event(body, HEADERS, SECRET, now=NOW)
    _, finding = explain(body, HEADERS, SECRET, now=NOW)
    assert finding.code == "body_base64"
    assert "decode it" in finding.message
