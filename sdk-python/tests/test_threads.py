"""Several threads at once, on any interpreter: with the GIL, and on one that has none."""

import json
import random
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from support import EVENT, NEXT_SECRET, NOW, SECRET

from aviationalley_webhooks import Webhook, WebhookVerificationError, sign, verify

FOREIGN_SECRET = "whsec_QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8="


def outcome(webhook: Webhook, body: bytes | bytearray, headers: dict[str, Any]) -> object:
    """The event, or why the request is refused."""
    try:
        return webhook.construct_event(body, headers, now=NOW)
    except WebhookVerificationError as refused:
        return refused.reason


def requests_of(size: int) -> list[tuple[bytes, dict[str, str], object]]:
    """Good ones and bad, each with its outcome."""
    event = EVENT | {"data": {"notes": "x" * size}}
    body = json.dumps(event).encode()
    genuine = sign(body, SECRET, timestamp=NOW)
    name = "webhook-signature"
    return [
        (body, genuine, event),
        (body, sign(body, NEXT_SECRET, timestamp=NOW), event),
        (body, sign(body, FOREIGN_SECRET, timestamp=NOW), "no_match"),
        (body, sign(body, SECRET, timestamp=NOW - 301), "timestamp_too_old"),
        (body, genuine | {name: genuine[name][:-1]}, "malformed_header"),
        (body, {other: text for other, text in genuine.items() if other != name}, "missing_header"),
        (body[:-1] + b" }", genuine, "no_match"),
    ]


@pytest.fixture
def threads_take_turns_often() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("threads_take_turns_often")
def test_each_of_the_threads_that_share_a_webhook_gets_the_verdict_of_its_own_request() -> None:
    webhook = Webhook([SECRET, NEXT_SECRET])
    # The large ones are worked on without the GIL.
    requests = requests_of(10) + requests_of(70_000)
    barrier = threading.Barrier(4)

    def work(seed: int) -> None:
        mine = random.Random(seed).sample(requests * 50, 50 * len(requests))
        barrier.wait()
        for body, headers, expected in mine:
            assert outcome(webhook, body, headers) == expected
            code = headers["x-aviationalley-signature"]
            assert webhook.verify(body, code) is (expected != "no_match")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))


def test_what_another_thread_does_to_a_bytearray_meanwhile_changes_nothing() -> None:
    webhook, event = Webhook(SECRET), EVENT | {"data": {"notes": "x" * 2_000_000}}
    genuine = json.dumps(event).encode()
    headers, body = sign(genuine, SECRET, timestamp=NOW), bytearray(genuine)
    stop = threading.Event()

    def scribble() -> None:
        while not stop.is_set():
            body[-10] ^= 1

    thread = threading.Thread(target=scribble)
    thread.start()
    try:
        outcomes = [outcome(webhook, body, headers) for _ in range(20)]
    finally:
        stop.set()
        thread.join()
    assert all(one in (event, "no_match") for one in outcomes)


def test_headers_that_another_thread_changes_meanwhile_are_read_as_they_were_or_are() -> None:
    webhook, body = Webhook(SECRET), json.dumps(EVENT).encode()
    headers: dict[str, Any] = {
        name: [value] for name, value in sign(body, SECRET, timestamp=NOW).items()
    }
    stop = threading.Event()

    def come_and_go() -> None:
        while not stop.is_set():
            headers["x-request-id"] = ["1"]
            del headers["x-request-id"]

    thread = threading.Thread(target=come_and_go)
    thread.start()
    try:
        outcomes = [outcome(webhook, body, headers) for _ in range(10_000)]
    finally:
        stop.set()
        thread.join()
    assert all(one == EVENT for one in outcomes)


@pytest.fixture
def threads_take_turns_only_when_one_lets_go() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(60)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("threads_take_turns_only_when_one_lets_go")
def test_other_threads_run_while_a_large_body_is_hashed() -> None:
    body = bytes(100_000_000)
    about_to_hash, hashed = threading.Event(), threading.Event()

    def hash_it() -> None:
        about_to_hash.set()
        verify(body, "0" * 64, SECRET)
        hashed.set()

    thread = threading.Thread(target=hash_it)
    thread.start()
    about_to_hash.wait()
    ran_meanwhile = not hashed.is_set()
    thread.join()
    assert ran_meanwhile
