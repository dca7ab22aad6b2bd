"""What explain finds in requests that went wrong on the receiver's side."""

import base64
import json
from typing import Any

from vectors.requests import NOW, Case, change, headers_of, request, untimed
from vectors.signing import ENVELOPE, NEXT_SECRET, SECRET

ACCENTS = ENVELOPE.replace(b"N12345", "N é✈/".encode())


def cases() -> list[Case]:
    cases: list[Case] = []

    def case(name: str, *codes: str, **of: Any) -> None:
        found = request(name, **of) | {"findings": list(codes)}
        cases.append(found)

    def changed(name: str, cause: str, body: bytes, original: bytes = ENVELOPE) -> None:
        case(name, "no_match", cause, body=body, headers=headers_of(original))

    good = headers_of()
    case("nothing wrong")

    changed("a trailing newline trimmed", "body_newline_removed", ENVELOPE, ENVELOPE + b"\n")
    changed("a trailing CRLF trimmed", "body_newline_removed", ENVELOPE, ENVELOPE + b"\r\n")
    changed("a newline added", "body_newline_added", ENVELOPE + b"\n")
    changed("a CRLF added", "body_newline_added", ENVELOPE + b"\r\n")
    changed(
        "json.dumps of it", "body_reserialized", json.dumps(json.loads(ACCENTS)).encode(), ACCENTS
    )
    changed(
        "JSON.stringify with an indent",
        "body_reserialized",
        json.dumps(json.loads(ENVELOPE), indent=2).encode(),
    )
    changed("escaped slashes", "body_reserialized", ACCENTS.replace(b"/", rb"\/"), ACCENTS)
    in_order = json.dumps(dict(sorted(json.loads(ENVELOPE).items())), separators=(",", ":"))
    changed("members sorted", "body_reserialized", in_order.encode())
    changed("read as Latin-1", "body_reencoded", ACCENTS.decode("latin-1").encode(), ACCENTS)
    encoded = base64.b64encode(ACCENTS)
    changed("base64", "body_base64", encoded, ACCENTS)
    changed("base64 without padding", "body_base64", encoded.rstrip(b"="), ACCENTS)
    changed("base64 for URLs", "body_base64", base64.urlsafe_b64encode(ACCENTS), ACCENTS)
    changed("base64 in lines", "body_base64", base64.encodebytes(ACCENTS), ACCENTS)
    changed("base64 of another body", "body_base64", encoded)
    changed("text that base64 could be", "body_replaced", b"undefined")
    changed("empty", "body_empty", b"")
    changed("a parsed object turned to text", "body_replaced", b"[object Object]")
    changed(
        "one character of the data changed", "wrong_secret", ENVELOPE.replace(b"N12345", b"N12346")
    )

    case("another's secret", "no_match", "wrong_secret", secrets=(NEXT_SECRET,))
    case("no secrets", "secret_missing", secrets=())
    case("an empty secret", "secret_missing", secrets=("",))
    case("a secret of spaces", "secret_whitespace", "secret_missing", secrets=("  ",))
    case("no secret of ours", "secret_malformed", secrets=("whsec_secret",))
    case("a newline behind the secret", "secret_whitespace", secrets=(SECRET + "\n",))
    case("quotation marks around the secret", "secret_quoted", secrets=(f'"{SECRET}"',))
    case("a secret without its prefix", "secret_without_prefix", secrets=(SECRET[6:],))
    case(
        "everything wrong with a secret",
        "secret_whitespace", "secret_quoted", "secret_without_prefix", "no_match", "wrong_secret",
        secrets=(f" '{NEXT_SECRET[6:]}'\n",),
    )  # fmt: skip
    both = headers_of(ENVELOPE, SECRET, NEXT_SECRET)
    case("rotated", "no_match", "secret_rotated", headers=both, secrets=(NEXT_SECRET,))

    case("no headers", "missing_header", headers=[])
    case("no headers and another body", "missing_header", headers=[], body=b"")
    case("untimed", "missing_header", headers=untimed(good))
    case(
        "untimed and another's secret", "missing_header", "wrong_secret",
        headers=untimed(good), secrets=(NEXT_SECRET,),
    )  # fmt: skip
    case("a malformed header", "malformed_header", headers=change(good, webhook_timestamp="now"))
    case(
        "the headers of another delivery", "no_match", "timed_headers_changed",
        headers=change(good, webhook_id="del_0"),
    )  # fmt: skip
    case("a clock that is fast", "timestamp_too_old", now=NOW + 3600)
    case("a clock that is slow", "timestamp_too_new", now=NOW - 3600)
    for unit, factor in (("milliseconds", 1_000), ("microseconds", 10**6)):
        case(
            f"a timestamp in {unit}", "malformed_header", "timestamp_in_milliseconds",
            headers=headers_of(timestamp=NOW * factor),
        )  # fmt: skip
    case(
        "a timestamp with a fraction", "malformed_header",
        headers=change(good, webhook_timestamp=f"{NOW}.5"),
    )  # fmt: skip
    case("no JSON", "not_json", body=b"x")
    case("no event", "unknown_shape", body=b"{}")
    case(
        "another event's type", "header_mismatch",
        headers=change(good, x_aviationalley_event="booking.updated"),
    )  # fmt: skip
    return cases
