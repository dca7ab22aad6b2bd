"""What the README shows runs as it stands there."""

import asyncio
import json
import os
import re
import textwrap
from typing import Annotated, Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from fastapi import Depends, FastAPI
from flask import Flask
from support import BODY, CATALOG, EVENT, NEXT_SECRET, PACKAGE, SECRET

from aviationalley_webhooks import Webhook, WebhookEvent, explain, handle_once, sign

README = (PACKAGE / "README.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.fixture(autouse=True)
def secret_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AA_WEBHOOK_SECRET", SECRET)


def run(holds: str, **names: Any) -> Any:
    """Runs the block that holds this as a function, where these names mean something."""
    [block] = [block for block in BLOCKS if holds in block]
    names |= {"os": os, "Webhook": Webhook, "WebhookEvent": WebhookEvent}
    exec(f"def block():\n{textwrap.indent(block, '    ')}\n    return locals()", names)  # noqa: S102
    return names["block"]()


def test_no_block_is_left_out() -> None:
    assert len(BLOCKS) == 8


def test_the_first_lines() -> None:
    assert run("event = construct_event(", raw_body=BODY, headers=sign(BODY, SECRET))["event"] == (
        EVENT
    )


def test_flask_and_how_to_test_a_receiver() -> None:
    app = Flask(__name__)
    run("webhooks.flask", app=app)
    names = {"client": app.test_client(), "sign": sign}
    assert run("response = client.post", **names, secret=SECRET)["response"].status_code == 200
    assert run("response = client.post", **names, secret=NEXT_SECRET)["response"].status_code == 401


def test_fastapi() -> None:
    app = FastAPI()
    run("webhooks.starlette", app=app, Annotated=Annotated, Depends=Depends)

    async def status(secret: str) -> object:
        headers = [(name.encode(), value.encode()) for name, value in sign(BODY, secret).items()]
        path = "/webhooks/aviationalley"
        scope = {"type": "http", "method": "POST", "path": path, "query_string": b""}
        sent: list[Any] = []

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": BODY}

        async def send(message: Any) -> None:
            sent.append(message)

        await app(scope | {"headers": headers}, receive, send)
        return sent[0]["status"]

    assert asyncio.run(status(SECRET)) == 200
    assert asyncio.run(status(NEXT_SECRET)) == 401


def test_django() -> None:
    webhook = Webhook(SECRET)
    hook = run(
        "webhooks.django", webhook=webhook, HttpRequest=HttpRequest, HttpResponse=HttpResponse
    )["hook"]
    for secret, status in ((SECRET, 200), (NEXT_SECRET, 401)):
        request = RequestFactory().post(
            "/", BODY, content_type="application/json", headers=sign(BODY, secret)
        )
        assert hook(request).status_code == status


def test_an_event_by_its_type(capsys: pytest.CaptureFixture[str]) -> None:
    data = next(event["example"] for event in CATALOG if event["type"] == "booking.created")
    run("match event", event={"type": "booking.created", "data": data})
    run("match event", event={"type": "not.yet.known", "data": {}})
    assert capsys.readouterr().out == f"{data['startAt']} {data['simulatorId']}\n"


def test_the_findings_about_a_body_that_was_written_anew(
    capsys: pytest.CaptureFixture[str],
) -> None:
    anew = json.dumps(json.loads(BODY), indent=1)
    run("explain(", raw_body=anew, headers=sign(BODY, SECRET), secret=SECRET, explain=explain)
    [block] = [block for block in BLOCKS if "explain(" in block]
    shown = re.findall("^# (.*)…$", block, re.MULTILINE)
    printed = capsys.readouterr().out.splitlines()
    assert [line[: len(start)] for line, start in zip(printed, shown, strict=True)] == shown


def test_handling_once() -> None:
    handled: list[Any] = []
    names = {"handle_once": handle_once, "book": handled.append, "event": EVENT}
    assert run("store = MemoryStore()", **names) == ("", 200)
    assert handled == [EVENT]
