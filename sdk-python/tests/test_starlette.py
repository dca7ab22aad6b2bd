"""The receiver in Starlette and FastAPI: a body that is gone is a stranger's."""

import asyncio
from typing import Any

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from support import BODY, EVENT, SECRET

from aviationalley_webhooks import Webhook, sign
from aviationalley_webhooks.starlette import Receiver

receiver = Receiver(Webhook(SECRET))


def request(*messages: dict[str, object]) -> Request:
    headers = [(name.encode(), value.encode()) for name, value in sign(BODY, SECRET).items()]
    rest = iter(messages)

    async def receive() -> Any:
        return next(rest)

    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive)


WHOLE: dict[str, object] = {"type": "http.request", "body": BODY}


def test_a_delivery_is_taken_in_parts_and_twice() -> None:
    first = {"type": "http.request", "body": BODY[:9], "more_body": True}
    received = request(first, {"type": "http.request", "body": BODY[9:]})

    async def twice() -> list[object]:
        return [await receiver(received), await receiver(received)]

    assert asyncio.run(twice()) == [EVENT, EVENT]


def test_a_body_that_was_read_before_is_a_strangers() -> None:
    async def read_before() -> None:
        received = request(WHOLE)
        async for _ in received.stream():
            pass
        await receiver(received)

    with pytest.raises(HTTPException) as refused:
        asyncio.run(read_before())
    assert (refused.value.status_code, refused.value.detail) == (401, "no_match")


def test_who_hangs_up_is_a_stranger() -> None:
    with pytest.raises(HTTPException) as refused:
        asyncio.run(receiver(request({"type": "http.disconnect"})))
    assert refused.value.status_code == 401
