"""What would lose a delivery without a word: a handler that does not run, a store that is misread."""

import asyncio
import concurrent.futures
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from itertools import starmap
from types import SimpleNamespace, coroutine
from typing import Any

import pytest

from aviationalley_webhooks import MemoryStore, handle_once, handle_once_async

# Such as that a coroutine was never awaited.
pytestmark = pytest.mark.filterwarnings(
    "error::RuntimeWarning", "error::pytest.PytestUnraisableExceptionWarning"
)

ran: list[str] = []


@pytest.fixture(autouse=True)
def nothing_ran() -> None:
    ran.clear()


async def work() -> None:
    ran.append("work")


@coroutine
def work_of_old() -> Iterator[None]:
    ran.append("work")
    yield


def generate() -> Iterator[None]:
    ran.append("work")
    yield


async def generate_async() -> AsyncIterator[None]:
    ran.append("work")
    yield


def run() -> None:
    ran.append("work")


class Awaited:
    def __await__(self) -> Iterator[None]:
        ran.append("work")
        yield


class Handler:
    async def __call__(self) -> None:
        ran.append("work")

    def method(self) -> None:
        ran.append("work")


def submit() -> concurrent.futures.Future[None]:
    return concurrent.futures.Future()


UNFINISHED: dict[str, Callable[[], object]] = {
    "an async function": work,
    "a lambda around one": lambda: work(),
    "a partial of one": partial(work),
    "an object that is called and awaited": Handler(),
    "an old coroutine": work_of_old,
    "an awaitable": Awaited,
    "a generator": generate,
    "an asynchronous generator": generate_async,
    "a map": lambda: map(ran.append, ["work"]),
    "a filter": lambda: filter(ran.append, ["work"]),
    "a starmap": lambda: starmap(ran.append, [("work",)]),
    "a function that was not called": lambda: run,
    "a method that was not called": lambda: Handler().method,
    "a partial that was not called": lambda: partial(run),
    "a future of another thread": submit,
}


@pytest.mark.parametrize("handle", UNFINISHED.values(), ids=UNFINISHED)
def test_a_handler_that_has_not_finished_is_refused_and_comes_again(
    handle: Callable[[], object],
) -> None:
    store = MemoryStore()
    with pytest.raises(TypeError, match=r"handle has returned .*handle_once_async"):
        handle_once("del_1", store, handle)
    assert ran == []
    assert handle_once("del_1", store, run) == "handled"
    assert ran == ["work"]


@pytest.mark.parametrize("handle", UNFINISHED.values(), ids=UNFINISHED)
def test_what_was_awaited_may_not_be_unfinished_either(handle: Callable[[], object]) -> None:
    async def late() -> object:
        return handle()

    store = MemoryStore()
    with pytest.raises(TypeError, match="handle has returned"):
        asyncio.run(handle_once_async("del_1", store, late))
    assert ran == []
    assert store.begin("del_1", 60) == "begun"


def test_a_task_that_was_started_is_refused_too() -> None:
    async def handle_in_a_loop() -> None:
        with pytest.raises(TypeError, match="handle has returned a Task"):
            handle_once("del_1", MemoryStore(), lambda: asyncio.create_task(work()))

    asyncio.run(handle_in_a_loop())


@pytest.mark.parametrize(
    "result", [None, 0, False, "", [], {}, ("", 200), object(), iter([1]), range(3), int]
)
def test_a_handler_may_return_anything_that_is_finished(result: object) -> None:
    async def late() -> object:
        return result

    assert handle_once("del_1", MemoryStore(), lambda: result) == "handled"
    assert asyncio.run(handle_once_async("del_1", MemoryStore(), late)) == "handled"


def test_a_handler_that_cannot_be_awaited_is_refused() -> None:
    handle: Any = run
    store = MemoryStore()
    with pytest.raises(TypeError, match=r"handle has returned a NoneType.*handle_once\b"):
        asyncio.run(handle_once_async("del_1", store, handle))
    assert store.begin("del_1", 60) == "begun"


@pytest.mark.parametrize("id", [None, "", 0, 7, True, b"del_1", ["del_1"], {"id": "del_1"}, object])
def test_without_an_id_nothing_is_handled(id: Any) -> None:
    store = MemoryStore()
    for _ in range(2):
        with pytest.raises(TypeError, match="id of the delivery"):
            handle_once(id, store, run)
        with pytest.raises(TypeError, match="id of the delivery"):
            asyncio.run(handle_once_async(id, store, work))
    assert ran == []
    assert len(store) == 0


@pytest.mark.parametrize("method", ["begin", "finish", "abandon"])
def test_a_store_that_lacks_a_method_is_refused_before_anything_begins(method: str) -> None:
    methods = {"begin": lambda *_: "begun", "finish": lambda *_: None, "abandon": lambda *_: None}
    lacking: Any
    for lacking in (SimpleNamespace(**methods | {method: None}), None, {}, SimpleNamespace):
        with pytest.raises(TypeError, match="a store is needed"):
            handle_once("del_1", lacking, run)
        with pytest.raises(TypeError, match="a store is needed"):
            asyncio.run(handle_once_async("del_1", lacking, work))
    assert ran == []


class Answers(MemoryStore):
    """A store that somebody wrote, whose ``begin`` answers this."""

    def __init__(self, answer: object) -> None:
        super().__init__()
        self._answer = answer

    def begin(self, id: str, lease: float, /) -> Any:
        return self._answer


@pytest.mark.parametrize(
    "answer",
    [
        None,
        True,
        False,
        1,
        0,
        "",
        "BEGUN",
        "Done",
        "in progress",
        "handled",
        b"done",
        ["begun"],
        {},
    ],
    ids=repr,
)
def test_any_other_answer_of_a_store_is_refused(answer: object) -> None:
    message = 'begin of the store has answered .*"begun", "in_progress" or "done"'
    with pytest.raises(TypeError, match=message):
        handle_once("del_1", Answers(answer), run)
    with pytest.raises(TypeError, match=message):
        asyncio.run(handle_once_async("del_1", Answers(answer), work))
    assert ran == []


class AsyncStore:
    """A memory that is awaited, wholly or in part."""

    def __init__(self, *names: str) -> None:
        self._memory = MemoryStore()
        self._awaited = names or ("begin", "finish", "abandon")

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method: Callable[..., Any] = getattr(self._memory, name)
        if name not in self._awaited:
            return method

        async def awaited(*arguments: object) -> object:
            await asyncio.sleep(0)
            return method(*arguments)

        return awaited


@pytest.mark.parametrize("name", ["begin", "finish"])
def test_handle_once_refuses_a_store_that_is_awaited(name: str) -> None:
    store: Any = AsyncStore(name)
    with pytest.raises(TypeError, match="store is asynchronous: use handle_once_async"):
        handle_once("del_1", store, run)


def test_a_store_that_is_awaited_to_abandon_does_not_hide_the_failure() -> None:
    store: Any = AsyncStore("abandon")

    def fail() -> None:
        raise RuntimeError("the handler's")

    with pytest.raises(RuntimeError, match="the handler's"):
        handle_once("del_1", store, fail)


def outcomes(store: Any, *handlers: Callable[[], Awaitable[object]]) -> list[str]:
    async def all_of_them() -> list[str]:
        found = []
        for handle in handlers:
            try:
                found.append(str(await handle_once_async("del_1", store, handle)))
            except RuntimeError as error:
                found.append(str(error))
        return found

    return asyncio.run(all_of_them())


@pytest.mark.parametrize("names", [(), ("begin",), ("finish",), ("abandon",)], ids=str)
def test_handle_once_async_awaits_the_store_where_it_has_to(names: tuple[str, ...]) -> None:
    async def fail() -> None:
        raise RuntimeError("failed")

    assert outcomes(AsyncStore(*names), fail, work, work) == ["failed", "handled", "done"]
    assert ran == ["work"]
