"""What nobody listed: whatever comes, the answer is a verdict, and hmac's."""

import base64
import hashlib
import hmac
import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from support import BODY, HEADERS, NOW, SECRET, reason

from aviationalley_webhooks import (
    Webhook,
    construct_event,
    explain,
    sign,
    verify,
)

settings.register_profile("bounded", max_examples=150, deadline=None, derandomize=True)
settings.load_profile("bounded")

KEY = base64.b64decode(SECRET.removeprefix("whsec_"))
WEBHOOK = Webhook(SECRET)

bodies = st.binary(max_size=300) | st.text(max_size=100) | st.just(BODY)
texts = st.text(st.characters(), max_size=90)
values = texts | st.binary(max_size=90) | st.none() | st.lists(texts, max_size=2)
names = st.sampled_from([*HEADERS, "Webhook-Id", "HTTP_WEBHOOK_ID", "x"]) | texts | st.binary()
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def hexadecimal(body: bytes) -> str:
    return hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()


def standard(body: bytes, message_id: str, timestamp: str) -> str:
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()


@given(body=st.binary(max_size=5_000), header=texts | st.binary(max_size=90))
def test_only_hmacs_own_code_verifies(body: bytes, header: str | bytes) -> None:
    expected = hexadecimal(body)
    assert verify(body, expected, SECRET)
    assert WEBHOOK.verify(body, expected)
    valid = header in (expected, expected.encode())
    assert verify(body, header, SECRET) is WEBHOOK.verify(body, header) is valid


@given(body=st.binary(max_size=500), place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_no_flipped_bit_verifies(body: bytes, place: int, bit: int) -> None:
    code = bytearray(hexadecimal(body).encode())
    code[place % 64] ^= 1 << bit
    assert not WEBHOOK.verify(body, bytes(code))
    if body:
        changed = bytearray(body)
        changed[place % len(body)] ^= 1 << bit
        assert not WEBHOOK.verify(changed, hexadecimal(body))


@given(body=bodies, headers=st.lists(st.tuples(names, values), max_size=8))
@example(body=BODY, headers=list(HEADERS.items()))
def test_whatever_comes_is_an_event_or_the_packages_own_error(
    body: bytes | str, headers: list[tuple[Any, Any]]
) -> None:
    refused = reason(headers, body)
    found = [finding.code for finding in explain(body, headers, SECRET, now=NOW)]
    assert found[:1] == ([] if refused is None else [refused])


@given(
    changes=st.dictionaries(st.sampled_from(list(HEADERS)), texts | st.none(), max_size=3),
    allow_untimed=st.booleans(),
)
def test_a_request_is_accepted_just_when_both_of_hmacs_codes_are_there(
    changes: dict[str, str | None], allow_untimed: bool
) -> None:
    headers = {name: text for name, text in (HEADERS | changes).items() if text is not None}
    message_id, timestamp, code, hexadecimals, delivery, event = (headers.get(n) for n in HEADERS)
    timed = None not in (message_id, timestamp, code)
    untimed = allow_untimed and (message_id, timestamp, code) == (None, None, None)
    expected = (
        (timed or (untimed and hexadecimals is not None))
        and (not timed or (message_id, timestamp) == (HEADERS["webhook-id"], str(NOW)))
        and (not timed or standard(BODY, str(message_id), str(timestamp)) in str(code).split(" "))
        and hexadecimals in (None, hexadecimal(BODY))
        and delivery in (None, HEADERS["x-aviationalley-delivery"])
        and event in (None, HEADERS["x-aviationalley-event"])
    )
    refused = reason(headers, allow_untimed=allow_untimed)
    assert (refused is None) is expected


@given(data=st.dictionaries(st.text(), json_values, max_size=5), ascii=st.booleans())
def test_events_come_out_as_they_went_in(data: dict[str, Any], ascii: bool) -> None:
    event = {"id": "del_1", "type": "a.b", "centerId": "c", "createdAt": "now", "data": data}
    body = json.dumps(event, ensure_ascii=ascii).encode(errors="surrogatepass")
    headers = sign(body, SECRET, timestamp=NOW)
    assert construct_event(body, headers, SECRET, now=NOW) == event


@given(body=st.binary(max_size=300))
def test_any_signed_body_is_an_event_or_told_to_be_none(body: bytes) -> None:
    headers = sign(body, SECRET, timestamp=NOW)
    assert reason(headers, body) in {"not_json", "unknown_shape"}
