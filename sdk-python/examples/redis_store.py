"""A store that all machines share. Takes a client of the package redis, or anything like it.

``AsyncRedisStore`` is for ``handle_once_async``, and takes a client of ``redis.asyncio``.
"""

from collections.abc import Awaitable
from typing import Protocol

from aviationalley_webhooks.once import Begun

# One script, which is atomic: what another has done since the lease ran out stays done.
GIVE_BACK = """
if redis.call("GET", KEYS[1]) == "in_progress" then redis.call("DEL", KEYS[1]) end
"""


class Redis(Protocol):
    """As much of a client as is needed."""

    def set(self, name: str, value: str, *, nx: bool = ..., px: int = ...) -> object: ...
    def get(self, name: str) -> object: ...
    def eval(self, script: str, numkeys: int, name: str, /) -> object: ...


class RedisStore:
    def __init__(self, client: Redis, *, prefix: str = "aviationalley:delivery:") -> None:
        self._client = client
        self._prefix = prefix

    def begin(self, id: str, lease: float, /) -> Begun:
        name = self._prefix + id
        # One command: of two at once, one sets it.
        if self._client.set(name, "in_progress", nx=True, px=round(lease * 1000)):
            return "begun"
        return "done" if self._client.get(name) in (b"done", "done") else "in_progress"

    def finish(self, id: str, keep: float, /) -> None:
        self._client.set(self._prefix + id, "done", px=round(keep * 1000))

    def abandon(self, id: str, /) -> None:
        self._client.eval(GIVE_BACK, 1, self._prefix + id)


class AsyncRedis(Protocol):
    """The same of a client that is awaited."""

    def set(self, name: str, value: str, *, nx: bool = ..., px: int = ...) -> Awaitable[object]: ...
    def get(self, name: str) -> Awaitable[object]: ...
    def eval(self, script: str, numkeys: int, name: str, /) -> Awaitable[object]: ...


class AsyncRedisStore:
    def __init__(self, client: AsyncRedis, *, prefix: str = "aviationalley:delivery:") -> None:
        self._client = client
        self._prefix = prefix

    async def begin(self, id: str, lease: float, /) -> Begun:
        name = self._prefix + id
        if await self._client.set(name, "in_progress", nx=True, px=round(lease * 1000)):
            return "begun"
        return "done" if await self._client.get(name) in (b"done", "done") else "in_progress"

    async def finish(self, id: str, keep: float, /) -> None:
        await self._client.set(self._prefix + id, "done", px=round(keep * 1000))

    async def abandon(self, id: str, /) -> None:
        await self._client.eval(GIVE_BACK, 1, self._prefix + id)
