"""Receiving idempotently: the answer to deliveries that come at least once."""

import contextlib
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from functools import partial
from inspect import isawaitable
from itertools import starmap
from types import AsyncGeneratorType, FunctionType, GeneratorType, MethodType
from typing import Literal, Protocol, TypeAlias, TypeVar

T = TypeVar("T")

Begun: TypeAlias = Literal["begun", "in_progress", "done"]
Outcome: TypeAlias = Literal["handled", "in_progress", "done"]

LEASE = 60.0
"""Long enough for a handler that answers in time, and over before the first retry comes."""

KEEP = 3 * 24 * 60 * 60.0
"""Attempts end within a day; a delivery sent again by hand may come later."""


# What has yet to be run, besides what is awaited, or runs elsewhere and may fail there unseen.
_UNFINISHED = (
    AsyncGeneratorType,
    FunctionType,
    Future,
    GeneratorType,
    MethodType,
    filter,
    map,
    partial,
    starmap,
)


class DeliveryStore(Protocol):
    """What remembers which deliveries were handled. Times are in seconds."""

    def begin(self, id: str, lease: float, /) -> Begun:
        """Takes the delivery for ``lease``, unless it is done or somebody else has it.

        Must be atomic: of two at once, one begins.
        """

    def finish(self, id: str, keep: float, /) -> None:
        """Remembers for ``keep`` that it is done."""

    def abandon(self, id: str, /) -> None:
        """Gives it back, unless it is done by now: its handling failed."""


class AsyncDeliveryStore(Protocol):
    """A ``DeliveryStore`` that is awaited, for ``handle_once_async``."""

    def begin(self, id: str, lease: float, /) -> Awaitable[Begun]: ...

    def finish(self, id: str, keep: float, /) -> Awaitable[None]: ...

    def abandon(self, id: str, /) -> Awaitable[None]: ...


def handle_once(
    id: str,
    store: DeliveryStore,
    handle: Callable[[], object],
    *,
    lease: float = LEASE,
    keep: float = KEEP,
) -> Outcome:
    """Handles a delivery unless that was done before, by its id.

    - ``handled``, ``done`` (it came again): answer 2xx.
    - ``in_progress`` (another request has it right now): answer 409, so that it comes again,
      should that one fail.

    It is done once ``handle`` has returned. When that raises, so does this, and the next attempt
    handles it. A crash in between leaves the lease to run out: then the next attempt handles it
    again, so what it does may happen twice, and never not at all. Where that matters, write the id
    in the same transaction as the effect.

    :raises TypeError: for an id that is no text or empty, a store that lacks a method or is
        asynchronous, an answer of it that is none, and for what ``handle`` returns where that has yet to run or to finish:
        a coroutine, a generator, a future, a function. The delivery is then abandoned.
    """
    _check(id, store)
    state = _check_begun(_at_once(store.begin, id, lease))
    if state != "begun":
        return state
    try:
        _check_finished(handle())
    except BaseException:
        # A failure here would hide the handler's own; the lease ends by itself.
        with contextlib.suppress(Exception):
            _at_once(store.abandon, id)
        raise
    _at_once(store.finish, id, keep)
    return "handled"


async def handle_once_async(
    id: str,
    store: DeliveryStore | AsyncDeliveryStore,
    handle: Callable[[], Awaitable[object]],
    *,
    lease: float = LEASE,
    keep: float = KEEP,
) -> Outcome:
    """``handle_once`` for a handler that is awaited, as is the store where it is asynchronous.

    A store that is not should be quick.

    :raises TypeError: as ``handle_once``, and for a handler that cannot be awaited.
    """
    _check(id, store)
    state = _check_begun(await _settled(store.begin(id, lease)))
    if state != "begun":
        return state
    try:
        result = handle()
        if not isawaitable(result):
            raise TypeError(
                f"handle has returned a {type(result).__name__}, which cannot be awaited: "
                "pass an async function, or use handle_once"
            )
        _check_finished(await result)
    except BaseException:
        with contextlib.suppress(Exception):
            await _settled(store.abandon(id))
        raise
    await _settled(store.finish(id, keep))
    return "handled"


async def _settled(answer: T | Awaitable[T]) -> T:
    return await answer if isawaitable(answer) else answer


def _at_once(method: Callable[..., T], *arguments: object) -> T:
    answer = method(*arguments)
    if isawaitable(answer):
        _close(answer)
        raise TypeError("the store is asynchronous: use handle_once_async")
    return answer


def _check(id: object, store: object) -> None:
    # Else the first would be handled, and all others be done already.
    if not isinstance(id, str) or not id:
        raise TypeError('the id of the delivery is needed, a text: event["id"]')
    for method in ("begin", "finish", "abandon"):
        if not callable(getattr(store, method, None)):
            raise TypeError(f"a store is needed, and this one has no {method}()")


def _check_begun(state: Begun) -> Begun:
    if not isinstance(state, str) or state not in ("begun", "in_progress", "done"):
        raise TypeError(
            f"begin of the store has answered {state!r}: "
            'the answer is "begun", "in_progress" or "done"'
        )
    return state


def _check_finished(result: object) -> None:
    if isawaitable(result) or isinstance(result, _UNFINISHED):
        _close(result)
        raise TypeError(
            f"handle has returned a {type(result).__name__}, which has yet to run or to finish: "
            "call it, read it to its end, or await it with handle_once_async"
        )


def _close(result: object) -> None:
    # One that is dropped warns that it was never awaited.
    if isinstance(result, Coroutine):
        result.close()


class MemoryStore:
    """Remembers in this process, until it ends; the oldest that are over are forgotten first."""

    def __init__(self, *, limit: int = 10_000, now: Callable[[], float] = time.time) -> None:
        self._limit = limit
        self._now = now
        self._lock = threading.Lock()
        # In the order in which they were touched.
        self._deliveries: dict[str, tuple[Literal["in_progress", "done"], float]] = {}

    def __len__(self) -> int:
        return len(self._deliveries)

    def begin(self, id: str, lease: float, /) -> Begun:
        with self._lock:
            known = self._deliveries.get(id)
            if known is not None and known[1] > self._now():
                return known[0]
            if known is None and not self._has_room():
                # Full of work: the sender will try again.
                return "in_progress"
            self._put(id, "in_progress", lease)
            return "begun"

    def finish(self, id: str, keep: float, /) -> None:
        with self._lock:
            self._put(id, "done", keep)

    def abandon(self, id: str, /) -> None:
        with self._lock:
            state, _ = self._deliveries.get(id, (None, 0))
            if state == "in_progress":
                del self._deliveries[id]

    def _put(self, id: str, state: Literal["in_progress", "done"], seconds: float) -> None:
        self._deliveries.pop(id, None)
        self._deliveries[id] = (state, self._now() + seconds)

    def _has_room(self) -> bool:
        """Makes some, where it must, but never forgets a delivery that is in progress."""
        if len(self) < self._limit:
            return True
        for id, (state, until) in self._deliveries.items():
            if state == "done" or until <= self._now():
                del self._deliveries[id]
                return True
        return False
