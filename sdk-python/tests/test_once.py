import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
import redis_store
import sqlite_store
from redis import Redis
from redis.asyncio import Redis as AsyncRedis

from aviationalley_webhooks import (
    AsyncDeliveryStore,
    DeliveryStore,
    MemoryStore,
    handle_once,
    handle_once_async,
)
from aviationalley_webhooks.once import KEEP


def nothing() -> None:
    pass


def fail() -> None:
    raise RuntimeError("the handler's")


@pytest.fixture(params=["memory", "sqlite", "redis", "redis, decoding"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DeliveryStore]:
    match request.param:
        case "memory":
            yield MemoryStore()
        case "sqlite":
            yield sqlite_store.SqliteStore(str(tmp_path / "deliveries.sqlite"))
        case _:
            socket: Path = request.getfixturevalue("redis_socket")
            decoding = request.param == "redis, decoding"
            with Redis(unix_socket_path=str(socket), decode_responses=decoding) as client:
                client.flushall()
                yield redis_store.RedisStore(client)


def test_a_delivery_is_handled_once(store: DeliveryStore) -> None:
    handled: list[str] = []
    for id in ("del_1", "del_1", "del_2", "del_1"):
        handle_once(id, store, partial(handled.append, id))
    assert handled == ["del_1", "del_2"]
    assert handle_once("del_1", store, nothing) == "done"
    assert handle_once("del_3", store, nothing) == "handled"


def test_of_two_at_once_one_handles_it_and_the_other_is_told_to_come_back(
    store: DeliveryStore,
) -> None:
    outcomes = []

    def handle() -> None:
        outcomes.append(handle_once("del_1", store, nothing))

    assert handle_once("del_1", store, handle) == "handled"
    assert outcomes == ["in_progress"]


def test_of_many_threads_at_once_one_begins(store: DeliveryStore) -> None:
    barrier = threading.Barrier(8)

    def begin(_: int) -> list[str]:
        states: list[str] = []
        for n in range(25):
            barrier.wait()
            states.append(store.begin(f"del_{n}", 60))
        return states

    with ThreadPoolExecutor(8) as pool:
        for states in zip(*pool.map(begin, range(8)), strict=True):
            assert sorted(states) == ["begun", *["in_progress"] * 7]


def test_what_failed_is_handled_by_the_next_attempt(store: DeliveryStore) -> None:
    with pytest.raises(RuntimeError, match="the handler's"):
        handle_once("del_1", store, fail)
    assert handle_once("del_1", store, nothing) == "handled"


def test_what_crashed_in_between_is_handled_again_once_the_lease_is_over(
    store: DeliveryStore,
) -> None:
    assert store.begin("del_1", 0.5) == "begun"
    assert handle_once("del_1", store, nothing) == "in_progress"
    time.sleep(0.6)
    assert handle_once("del_1", store, nothing) == "handled"


def test_what_is_done_stays_done_when_one_fails_that_outlived_its_lease(
    store: DeliveryStore,
) -> None:
    def outlive() -> None:
        time.sleep(0.1)
        assert handle_once("del_1", store, nothing) == "handled"
        fail()

    with pytest.raises(RuntimeError, match="the handler's"):
        handle_once("del_1", store, outlive, lease=0.05)
    assert handle_once("del_1", store, nothing) == "done"


def test_what_is_done_is_forgotten_in_the_end(store: DeliveryStore) -> None:
    assert handle_once("del_1", store, nothing, keep=0.5) == "handled"
    assert handle_once("del_1", store, nothing) == "done"
    time.sleep(0.6)
    assert handle_once("del_1", store, nothing) == "handled"


def test_a_handler_may_be_awaited(store: DeliveryStore) -> None:
    handled = []

    async def handle() -> None:
        await asyncio.sleep(0)
        handled.append("del_1")

    async def break_off() -> None:
        raise asyncio.CancelledError

    async def twice() -> list[str]:
        with pytest.raises(asyncio.CancelledError):
            await handle_once_async("del_1", store, break_off)
        return [await handle_once_async("del_1", store, handle) for _ in range(2)]

    assert asyncio.run(twice()) == ["handled", "done"]
    assert handled == ["del_1"]


@pytest.mark.parametrize("decoding", [False, True])
def test_a_store_may_be_awaited(redis_socket: Path, decoding: bool) -> None:
    handled: list[str] = []
    states: list[str] = []

    async def handle(store: AsyncDeliveryStore) -> None:
        if not handled:
            handled.append("failed")
            raise RuntimeError("the handler's")
        states.append(await store.begin("del_1", 60))
        handled.append("del_1")

    async def thrice() -> list[str]:
        async with AsyncRedis(
            unix_socket_path=str(redis_socket), decode_responses=decoding
        ) as client:
            await client.flushall()
            store = redis_store.AsyncRedisStore(client)
            work = partial(handle, store)
            with pytest.raises(RuntimeError, match="the handler's"):
                await handle_once_async("del_1", store, work)
            return [await handle_once_async("del_1", store, work) for _ in range(2)]

    assert asyncio.run(thrice()) == ["handled", "done"]
    assert handled == ["failed", "del_1"]
    assert states == ["in_progress"]


class Broken(MemoryStore):
    def abandon(self, id: str, /) -> None:
        raise OSError("the store's")


def test_a_store_that_fails_as_well_does_not_hide_the_handlers_failure() -> None:
    with pytest.raises(RuntimeError, match="the handler's"):
        handle_once("del_1", Broken(), fail)


def test_redis_is_left_with_nothing_that_does_not_end(redis_socket: Path) -> None:
    with Redis(unix_socket_path=str(redis_socket)) as client:
        client.flushall()
        store = redis_store.RedisStore(client, prefix="here:")
        assert store.begin("del_1", 60) == "begun"
        assert 50_000 < client.pttl("here:del_1") <= 60_000
        store.finish("del_1", KEEP)
        assert KEEP - 10 < client.pttl("here:del_1") / 1000 <= KEEP
        assert store.begin("del_2", 60) == "begun"
        store.abandon("del_2")
        assert client.keys() == [b"here:del_1"]


def test_memory_is_bounded_and_forgets_the_oldest_that_is_over() -> None:
    now = 1000.0
    store = MemoryStore(limit=3, now=lambda: now)
    for id in ("a", "b", "c", "d"):
        assert handle_once(id, store, nothing) == "handled"
    assert len(store) == 3
    assert [store.begin(id, 60) for id in ("b", "c", "d")] == ["done"] * 3
    assert store.begin("a", 60) == "begun"


def test_memory_that_is_full_of_work_forgets_none_of_it() -> None:
    now = 1000.0
    store = MemoryStore(limit=2, now=lambda: now)
    assert [store.begin(id, 60) for id in ("a", "b", "c")] == ["begun", "begun", "in_progress"]
    now += 61
    assert store.begin("c", 60) == "begun"
    assert len(store) == 2
