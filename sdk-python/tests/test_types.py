"""What type checkers are told is so."""

import json
import subprocess
import sys
import types
import typing
from pathlib import Path
from typing import Any

import pytest
from support import CATALOG, PACKAGE, SECRET

from aviationalley_webhooks import Webhook, errors
from aviationalley_webhooks.events import EventType, WebhookEvent


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        check=False,
        cwd=PACKAGE,
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_the_events_are_what_their_script_writes() -> None:
    done = run("scripts/make_events.py", "--check")
    assert done.returncode == 0, done.stderr


def test_there_is_a_type_for_every_event() -> None:
    assert list(typing.get_args(EventType)) == [event["type"] for event in CATALOG]
    names = [typing.get_type_hints(event)["type"] for event in typing.get_args(WebhookEvent)]
    assert [typing.get_args(name)[0] for name in names] == [event["type"] for event in CATALOG]


@pytest.mark.parametrize("event", CATALOG, ids=lambda event: event["type"])
def test_every_example_of_the_catalog_is_of_its_type(event: dict[str, Any]) -> None:
    body = json.dumps(
        {
            "id": "del_1",
            "type": event["type"],
            "centerId": "c",
            "createdAt": "2026-05-31T14:03:22.000Z",
            "data": event["example"],
        }
    ).encode()
    webhook = Webhook(SECRET)
    received = webhook.construct_event(body, webhook.sign(body))
    [expected] = [
        candidate
        for candidate in typing.get_args(WebhookEvent)
        if typing.get_args(typing.get_type_hints(candidate)["type"]) == (event["type"],)
    ]
    assert_is(received, expected)


def assert_is(value: Any, expected: Any, at: str = "event") -> None:
    origin, arguments = typing.get_origin(expected), typing.get_args(expected)
    if typing.is_typeddict(expected):
        hints = typing.get_type_hints(expected)
        assert set(value) == set(hints), at
        for name, hint in hints.items():
            assert_is(value[name], hint, f"{at}.{name}")
    elif origin is typing.Literal:
        assert value in arguments, at
    elif origin is list:
        for item in value:
            assert_is(item, arguments[0], f"{at}[]")
    elif origin in (types.UnionType, typing.Union):
        if value is not None:
            [present] = [one for one in arguments if one is not type(None)]
            assert_is(value, present, at)
        else:
            assert type(None) in arguments, at
    else:
        allowed = (int, float) if expected is float else expected
        assert isinstance(value, allowed), f"{at}: {value!r}"
        assert expected is bool or not isinstance(value, bool), at


def test_the_stubs_are_what_the_extension_has() -> None:
    done = run("-m", "mypy.stubtest", "aviationalley_webhooks._native")
    assert done.returncode == 0, done.stdout


def test_a_field_of_another_type_of_event_is_an_error(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        "from aviationalley_webhooks import WebhookEvent\n"
        "def f(event: WebhookEvent) -> None:\n"
        "    if event['type'] == 'booking.created':\n"
        "        event['data']['totalCents']\n"
        "    if event['type'] == 'booking.creatd':\n"
        "        pass\n"
    )
    done = run("-m", "mypy", "--strict", "--strict-equality", "--config-file=", wrong)
    assert 'TypedDict "BookingData" has no key "totalCents"' in done.stdout
    assert "Non-overlapping equality check" in done.stdout


# What the crate leaves to the languages: it is handed bytes.
OF_HOSTS = {"body_missing", "body_not_awaited", "body_parsed", "body_request", "body_stream"}


def test_every_reason_and_cause_is_in_the_crate() -> None:
    crate = PACKAGE.parent / "webhook-signature/src"
    for alias, file in ((errors.Reason, "reason.rs"), (errors.Cause, "explain.rs")):
        codes = {
            line.split('"')[1]
            for line in (crate / file).read_text().splitlines()
            if '=> "' in line and line.rstrip().endswith('",') and line.split('"')[1].isidentifier()
        }
        assert set(typing.get_args(alias)) - OF_HOSTS == codes
