"""How fast the package verifies, beside the documented snippet and standardwebhooks.

All of them in this process, in turns of a few calls and in processor time, so that what else the
machine does slows them alike. A ratio is the median over the turns of ours to the snippet's time in
the same turn.

python3 sdk-python/bench/bench.py           print the table
python3 sdk-python/bench/bench.py --check   fail when a target of the table is missed
"""

import hashlib
import hmac
import json
import statistics
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from standardwebhooks import Webhook as StandardWebhook

from aviationalley_webhooks import Webhook, construct_event, verify

SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
TURNS = 301

# At most this much of the snippet's time, keyed; and with large bodies two threads at least this
# much faster.
LARGE = 1024 * 1024
TARGETS = {256: 0.25, 1024: 0.4, LARGE: 1.0}
TWO_THREADS = 1.5

Call = Callable[[], object]


def snippet(raw_body: bytes, signature_header: str, secret: str) -> bool:
    """The one on the product's page."""
    expected = hmac.new(secret.encode(), raw_body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, signature_header)


def body_of(size: int) -> bytes:
    event = {
        "id": "del_8f2c0d1e",
        "type": "booking.created",
        "centerId": "0b1f5b0e-6a55-4a68-9a0e-2f7f3c1d9e11",
        "createdAt": "2026-05-31T14:03:22.000Z",
        "data": {"notes": ""},
    }
    event["data"] = {"notes": "x" * (size - len(json.dumps(event)))}
    return json.dumps(event).encode()


def calls_of(body: bytes) -> tuple[dict[str, Call], dict[str, Call]]:
    webhook = Webhook(SECRET)
    standardwebhooks: Any = StandardWebhook  # untyped
    standard = standardwebhooks(SECRET)
    headers = {"host": "receiver.example", "content-type": "application/json"}
    headers |= webhook.sign(body)
    signature = headers["x-aviationalley-signature"]
    verifying: dict[str, Call] = {
        "snippet": lambda: snippet(body, signature, SECRET),
        "verify": lambda: verify(body, signature, SECRET),
        "Webhook.verify": lambda: webhook.verify(body, signature),
        # Checks the age too; parses unless told not to.
        "standardwebhooks, unparsed": lambda: (
            standard.verify(body, headers, json_parse=False) is None
        ),
    }
    # Each of these ends with the event parsed. Ours checks two signatures, the age, and the shape;
    # standardwebhooks one and the age; the snippet one.
    parsing: dict[str, Call] = {
        "snippet + json.loads": lambda: snippet(body, signature, SECRET) and json.loads(body),
        "standardwebhooks verify": lambda: standard.verify(body, headers),
        "construct_event": lambda: construct_event(body, headers, SECRET),
        "Webhook.construct_event": lambda: webhook.construct_event(body, headers),
    }
    for call in [*verifying.values(), *parsing.values()]:
        assert call()
    return verifying, parsing


def measure(calls: dict[str, Call], size: int) -> dict[str, tuple[float, float]]:
    """Of each the median in microseconds of processor time, and its ratio to the first."""
    repeat = max(1, 100_000 // (size + 1_000))
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(TURNS if size < 100_000 else TURNS // 5):
        for name, call in calls.items():
            start = time.thread_time()
            for _ in range(repeat):
                call()
            times[name].append((time.thread_time() - start) / repeat * 1e6)
    first = next(iter(times.values()))
    return {
        name: (
            statistics.median(own),
            statistics.median(mine / theirs for mine, theirs in zip(own, first, strict=True)),
        )
        for name, own in times.items()
    }


def two_threads(calls: list[Call], size: int) -> list[float]:
    """How many times faster than one after the other two threads make each of these calls.

    Of many short turns the fastest count, since what else the machine does makes them slower only.
    """
    repeat = 4_000_000 // (size + 1_000)

    def work(call: Call) -> None:
        for _ in range(repeat):
            call()

    def timed(call: Call, threads: int) -> float:
        workers = [threading.Thread(target=work, args=(call,)) for _ in range(threads)]
        start = time.perf_counter()
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return time.perf_counter() - start

    turns = [[(timed(call, 1), timed(call, 2)) for call in calls] for _ in range(TURNS)]
    return [
        2 * min(one for one, _ in times) / min(two for _, two in times)
        for times in zip(*turns, strict=True)
    ]


def main() -> None:
    model = [
        line for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    ]
    print(f"Python {sys.version.split()[0]}, {model[0].partition(':')[2].strip()}\n")
    print(f"{'bytes':>9}  {'':<26} {'median':>10}  {'ratio':>6}")
    missed = []
    for size, target in TARGETS.items():
        for calls in calls_of(body_of(size)):
            for name, (microseconds, ratio) in measure(calls, size).items():
                print(f"{size:>9}  {name:<26} {microseconds:>7.2f} us  {ratio:>5.2f}x")
                if name == "Webhook.verify" and ratio > target:
                    missed.append(f"{name} at {size} bytes: {ratio:.2f}x, wanted {target}x")
            print()
    webhook = Webhook(SECRET)
    for size in (256, LARGE):
        body = bytes(size)
        # hashlib lets go of the GIL: what it gains is what this machine has to give at the moment.
        gained, possible = two_threads(
            [partial(webhook.verify, body, "0" * 64), partial(hashlib.sha256, body)], size
        )
        print(f"two threads, {size} bytes: {gained:.2f}x as fast as one (hashlib {possible:.2f}x)")
    if gained < TWO_THREADS and possible < TWO_THREADS:
        print(f"too much else goes on here to show {TWO_THREADS}x")
    if gained < min(TWO_THREADS, 0.9 * possible):
        missed.append(f"two threads: {gained:.2f}x, wanted {TWO_THREADS}x")
    if missed and "--check" in sys.argv:
        sys.exit("\n".join(missed))


if __name__ == "__main__":
    main()
