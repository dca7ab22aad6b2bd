"""What the README shows runs as it stands there."""

import asyncio
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory
from support import BODY, CATALOG, EVENT, NEXT_SECRET, PACKAGE, SECRET

from aviationalley_webhooks import sign

README = (PACKAGE / "README.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.fixture(autouse=True)
def secret_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AA_WEBHOOK_SECRET", SECRET)


def run(holds: str) -> dict[str, Any]:
    """What the block that holds this has made, once it has run."""
    [block] = [block for block in BLOCKS if holds in block]
    made: dict[str, Any] = {"__name__": "block"}
    exec(block, made)  # noqa: S102
    return made


def test_no_block_is_left_out() -> None:
    kinds = re.findall(r"^```(\w+)$", README, re.MULTILINE)
    assert sorted(kinds) == sorted(["sh", *["python"] * len(BLOCKS)])


def python(*command: str | Path) -> None:
    done = subprocess.run(
        [sys.executable, *command], check=False, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr


def pasted(number: int, at: Path) -> Path:
    file = at / f"pasted_{number}.py"
    file.write_text(BLOCKS[number])
    return file


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_every_block_runs_pasted_into_a_file(number: int, tmp_path: Path) -> None:
    python("-W", "error", pasted(number, tmp_path))


def test_every_block_is_right_to_a_type_checker(tmp_path: Path) -> None:
    files = [pasted(number, tmp_path) for number in range(len(BLOCKS))]
    python("-m", "mypy", "--config-file=", *files)


def test_the_first_lines() -> None:
    assert run("def receive(")["receive"](BODY, sign(BODY, SECRET)) == EVENT


def test_flask() -> None:
    client = run("@receives(webhook)\ndef hook(event")["app"].test_client()
    for secret, status in ((SECRET, 200), (NEXT_SECRET, 401)):
        response = client.post("/webhooks/aviationalley", data=BODY, headers=sign(BODY, secret))
        assert response.status_code == status


def test_how_to_test_a_receiver() -> None:
    assert run("client = app.test_client()")["response"].status_code == 200


def test_fastapi() -> None:
    app = run("webhooks.starlette")["app"]

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
    hook = run("webhooks.django")["hook"]
    for secret, status in ((SECRET, 200), (NEXT_SECRET, 401)):
        request = RequestFactory().post(
            "/", BODY, content_type="application/json", headers=sign(BODY, secret)
        )
        assert hook(request).status_code == status


def test_the_number_of_events_is_the_catalogs() -> None:
    assert f"the union of all {len(CATALOG)} events" in README


def test_an_event_by_its_type(capsys: pytest.CaptureFixture[str]) -> None:
    data = next(event["example"] for event in CATALOG if event["type"] == "booking.created")
    show = run("match event")["show"]
    show({"type": "booking.created", "data": data})
    show({"type": "not.yet.known", "data": {}})
    assert capsys.readouterr().out == f"{data['startAt']} {data['simulatorId']}\n"


def test_the_findings_about_a_body_that_was_written_anew(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run("explain(")
    [block] = [block for block in BLOCKS if "explain(" in block]
    shown = re.findall("^# (.*)…$", block, re.MULTILINE)
    printed = capsys.readouterr().out.splitlines()
    assert [line[: len(start)] for line, start in zip(printed, shown, strict=True)] == shown


def test_handling_once(capsys: pytest.CaptureFixture[str]) -> None:
    status_of = run("def status_of")["status_of"]
    assert [status_of(EVENT), status_of(EVENT)] == [200, 200]
    assert capsys.readouterr().out == f"{EVENT['id']}\n"
