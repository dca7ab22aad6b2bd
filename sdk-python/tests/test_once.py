import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import fakeredis
import pytest
import redis_store
import sqlite_store

from aviationalley_webhooks import DeliveryStore, MemoryStore, handle_once, handle_once_async


def nothing() -> None:
    pass


def fail() -> None:
    raise RuntimeError("the handler's")


@pytest.fixture(params=["memory", "sqlite", "redis"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> DeliveryStore:
    match request.param:
        case "memory":
            return MemoryStore()
        case "sqlite":
            return sqlite_store.SqliteStore(str(tmp_path / "deliveries.sqlite"))
        case _:
            return redis_store.RedisStore(fakeredis.FakeRedis())


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

    def begin(_: int) -> str:
        barrier.wait()
        return store.begin("del_1", 60)

    with ThreadPoolExecutor(8) as pool:
        states = list(pool.map(begin, range(8)))
    assert sorted(states) == ["begun", *["in_progress"] * 7]


def test_what_failed_is_handled_by_the_next_attempt(store: DeliveryStore) -> None:
    with pytest.raises(RuntimeError, match="the handler's"):
        handle_once("del_1", store, fail)
    assert handle_once("del_1", store, nothing) == "handled"


def test_what_crashed_in_between_is_handled_again_once_the_lease_is_over(
    store: DeliveryStore,
) -> None:
    assert store.begin("del_1", 0.2) == "begun"
    assert handle_once("del_1", store, nothing) == "in_progress"
    time.sleep(0.25)
    assert handle_once("del_1", store, nothing) == "handled"


def test_what_is_done_is_forgotten_in_the_end(store: DeliveryStore) -> None:
    assert handle_once("del_1", store, nothing, keep=0.2) == "handled"
    assert handle_once("del_1", store, nothing) == "done"
    time.sleep(0.25)
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


class Broken(MemoryStore):
    def abandon(self, id: str, /) -> None:
        raise OSError("the store's")


def test_a_store_that_fails_as_well_does_not_hide_the_handlers_failure() -> None:
    with pytest.raises(RuntimeError, match="the handler's"):
        handle_once("del_1", Broken(), fail)


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
