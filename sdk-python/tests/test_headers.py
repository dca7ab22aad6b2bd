import urllib.request
from collections.abc import Callable
from email.message import Message
from types import MappingProxyType
from typing import Any
from wsgiref.headers import Headers as WsgirefHeaders

import pytest
from django.http.request import HttpHeaders
from flask import Request as FlaskRequest
from starlette.datastructures import Headers as StarletteHeaders
from starlette.requests import Request as StarletteRequest
from support import BODY, EVENT, HEADERS, NOW, SECRET, reason
from werkzeug.datastructures import EnvironHeaders
from werkzeug.datastructures import Headers as WerkzeugHeaders

from aviationalley_webhooks import construct_event, explain

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
    [1, "webhook-id: x", b"x", object(), ["x"], [("a",)], [("a", "b", "c")], ["ab"], [{}]],
    ids=repr,
)
def test_what_is_no_headers_is_refused_with_the_mend(headers: Any) -> None:
    with pytest.raises(TypeError, match=r"headers of the request are needed.*request\.headers"):
        construct_event(BODY, headers, SECRET)
    with pytest.raises(TypeError, match="headers of the request are needed"):
        explain(BODY, headers, SECRET)


@pytest.mark.parametrize(
    "request_itself",
    [
        StarletteRequest({"type": "http", "method": "POST", "path": "/", "headers": ASGI}),
        FlaskRequest(ENVIRON),
        urllib.request.Request("http://x", headers=HEADERS),
    ],
    ids=["Starlette", "Flask", "urllib"],
)
def test_a_request_is_refused_with_the_mend(request_itself: Any) -> None:
    with pytest.raises(TypeError, match=r"headers of the request are needed.*request\.headers"):
        construct_event(BODY, request_itself, SECRET)


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
