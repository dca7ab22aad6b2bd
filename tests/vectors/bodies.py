"""Requests that are signed well, so that the body decides."""

import json
from functools import partial

from vectors.requests import ID, Cases, envelope
from vectors.signing import ENVELOPE


def cases() -> Cases:
    cases = Cases()
    texts(cases)
    envelopes(cases)
    return cases


def texts(cases: Cases) -> None:
    """Only what all hosts read alike is JSON."""
    not_json = partial(cases.invalid, "not_json")
    nested = "[" * 126 + "]" * 126
    data = {
        "empty": "{}",
        "numbers": '{"n":[0,-0,1.5e+3,-1E-2,123456789012345678901234567890,1e400]}',
        "escapes": r'{"s":"\"\\\/\b\f\n\r\t\u00e9\ud83d\udeeb"}',
        "126 levels in it": '{"d":' + nested + "}",
        "a number of 512 digits": '{"n":' + "9" * 512 + "}",
        "names twice": '{"a":1,"a":2}',
        "a NUL, escaped": r'{"s":"\u0000"}',
        "__proto__": '{"__proto__":{"polluted":true}}',
        "U+2028 and U+FFFF": '{"s":"\u2028\uffff"}',
    }
    for name, text in data.items():
        cases.valid(f"data: {name}", body=envelope(text))
    for name, text in {
        "127 levels in it": '{"d":' + "[" + nested + "]}",
        "5,000 levels": '{"d":' + "[" * 5_000 + "]" * 5_000 + "}",
        "a number of 513 digits": '{"n":' + "9" * 513 + "}",
        "NaN": '{"n":NaN}',
        "Infinity": '{"n":-Infinity}',
        "a leading zero": '{"n":01}',
        "a leading plus": '{"n":+1}',
        "a bare fraction": '{"n":.5}',
        "a bare point": '{"n":1.}',
        "hexadecimal": '{"n":0x1}',
        "a lone surrogate": r'{"s":"\ud800"}',
        "a surrogate and another character": r'{"s":"\ud800\u0041"}',
        "the second half of a pair alone": r'{"s":"\udeeb"}',
        "the second half of a pair first": r'{"s":"\udeeb\ud83d"}',
        "an unknown escape": r'{"s":"\x41"}',
        "an escape cut short": r'{"s":"\u12"}',
        "a signed escape": r'{"s":"\u+123"}',
        "a raw newline": '{"s":"\n"}',
        "a raw NUL": '{"s":"\0"}',
        "a trailing comma": '{"a":1,}',
        "a comma alone": "{,}",
        "single quotes": "{'a':1}",
        "a comment": "{/**/}",
        "a name without quotes": "{a:1}",
        "True": '{"b":True}',
        "brackets crossed": '{"a":[}]',
        "no-break space": "{\u00a0}",
        "a form feed": "{\f}",
    }.items():
        not_json(f"data: {name}", body=envelope(text))
    cases.valid("whitespace around", body=b" \t\r\n" + ENVELOPE + b"\n")
    for name, body in {
        "empty": b"",
        "whitespace": b" \n",
        "cut short": ENVELOPE[:-1],
        "two of them": ENVELOPE * 2,
        "a byte order mark": b"\xef\xbb\xbf" + ENVELOPE,
        "UTF-16": ENVELOPE.decode().encode("utf-16"),
        "UTF-32 without a mark": ENVELOPE.decode().encode("utf-32-le"),
        "Latin-1": envelope('{"s":"é"}').decode().encode("latin-1"),
        "an overlong character": envelope('{"s":"x"}').replace(b"x", b"\xc0\xaf"),
        "a surrogate as if it were a character": envelope('{"s":"x"}').replace(
            b"x", b"\xed\xa0\x80"
        ),
        "beyond U+10FFFF": envelope('{"s":"x"}').replace(b"x", b"\xf4\x90\x80\x80"),
        "a NUL behind it": ENVELOPE + b"\0",
        "a form": b"id=del_8f2c0d1e&type=booking.created",
    }.items():
        not_json(f"body: {name}", body=body)


def envelopes(cases: Cases) -> None:
    unknown_shape = partial(cases.invalid, "unknown_shape")
    cases.valid(
        "members in another order",
        body=json.dumps(dict(sorted(json.loads(ENVELOPE).items()))).encode(),
    )
    cases.valid("a member more", body=envelope(version="2"))
    cases.valid(
        "an escaped name, and an escaped value",
        body=envelope().replace(b'"id":"d', rb'"\u0069d":"\u0064'),
    )
    for name, body in {
        "null": b"null",
        "a string": b'"x"',
        "a number": b"1",
        "an array": b"[" + ENVELOPE + b"]",
        "an empty object": b"{}",
        "id twice": envelope().replace(b"{", b'{"id":"x",', 1),
        "id twice, once escaped": envelope().replace(b"{", rb'{"\u0069d":"x",', 1),
        "Id": envelope(id=None, Id=f'"{ID}"'),
        "type inside data": envelope('{"type":"x"}', type=None),
    }.items():
        unknown_shape(f"body: {name}", body=body)
    for member in ("id", "type", "centerId", "createdAt", "data"):
        unknown_shape(f"without {member}", body=envelope("{}", **{member: None}))
        wrong = ("1", "null", "[]", '"x"' if member == "data" else "{}")
        for text in wrong:
            unknown_shape(f"{member} is {text}", body=envelope(**{member: text}))
