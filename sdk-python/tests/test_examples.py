"""The examples as they are: each in a process of its own, and real requests to it."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from support import BODY, EXAMPLES, MULTIPART, NEXT_SECRET, SECRET

from aviationalley_webhooks import sign

PATH = "/webhooks/aviationalley"


@dataclass
class Server:
    port: int
    process: "subprocess.Popen[str]"

    def post(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            sent = {"Content-Type": "application/json", **headers}
            connection.request("POST", PATH, body, sent)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def printed(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int, process: "subprocess.Popen[str]") -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert process.poll() is None, "the example ended"
            time.sleep(0.05)
    raise TimeoutError("the example does not listen")


APPS = ["flask_app", "fastapi_app", "starlette_app", "django_app", "django_async_app"]


@pytest.fixture(params=APPS, scope="module")
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, EXAMPLES / f"{request.param}.py", str(port)],
        env={**os.environ, "AA_WEBHOOK_SECRET": SECRET},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        wait_for(port, process)
        yield Server(port, process)
    finally:
        process.kill()
        process.communicate()


def test_a_delivery_is_taken(server: Server) -> None:
    status, _ = server.post(BODY, sign(BODY, SECRET))
    assert status == 200
    # Flask says first where it serves.
    lines = iter(server.printed, "")
    assert "booking.created del_8f2c0d1e\n" in (line for line in lines if "del_" in line)


def test_one_that_comes_again_is_taken_again(server: Server) -> None:
    assert [server.post(BODY, sign(BODY, SECRET))[0] for _ in range(2)] == [200, 200]


def test_a_body_with_a_byte_changed_is_refused_with_the_reason(server: Server) -> None:
    status, answer = server.post(BODY.replace(b"N12345", b"N12346"), sign(BODY, SECRET))
    assert status == 401
    assert b"no_match" in answer


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        (dict, "missing_header"),
        (lambda: sign(BODY, NEXT_SECRET), "no_match"),
        (lambda: sign(BODY, SECRET, timestamp=1_000_000_000), "timestamp_too_old"),
        (lambda: sign(BODY, SECRET) | {"webhook-timestamp": "now"}, "malformed_header"),
    ],
    ids=["nothing", "another's", "old", "malformed"],
)
def test_a_forged_or_old_request_is_refused_with_the_reason(
    server: Server, headers: Callable[[], dict[str, str]], reason: str
) -> None:
    status, answer = server.post(BODY, headers())
    assert status == 401
    assert reason.encode() in answer


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff\0", json.dumps({}).encode() * 50_000])
def test_a_stranger_gets_401_whatever_the_body(server: Server, body: bytes) -> None:
    assert server.post(body, {"webhook-id": "x", "x-aviationalley-signature": "0" * 64})[0] == 401


def test_a_strangers_form_gets_401(server: Server) -> None:
    body, content_type = MULTIPART
    assert server.post(body, {"Content-Type": content_type})[0] == 401


def test_the_bytes_count_and_not_what_a_parser_makes_of_them(server: Server) -> None:
    spaced = b'\n{ "id":"del_2", "type":"a.\\u0062", "centerId":"c", "createdAt":"", "data":{}}\n'
    assert server.post(spaced, sign(spaced, SECRET))[0] == 200
