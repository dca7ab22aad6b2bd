"""Requests, and what constructEvent answers to them."""

from typing import Any

from vectors.signing import ENVELOPE, SECRET, b64, hexadecimal, v1

Case = dict[str, Any]
Headers = list[tuple[str, str]]

ID, TYPE, NOW = "del_8f2c0d1e", "booking.created", 1780236202


def headers_of(
    body: bytes = ENVELOPE,
    *secrets: str,
    message_id: str = ID,
    timestamp: int = NOW,
    event: str | None = TYPE,
) -> Headers:
    """What a delivery of this body carries."""
    secrets = secrets or (SECRET,)
    headers = [
        ("webhook-id", message_id),
        ("webhook-timestamp", str(timestamp)),
        ("webhook-signature", " ".join(v1(s, message_id, timestamp, body) for s in secrets)),
        ("x-aviationalley-signature", hexadecimal(secrets[0], body)),
        ("x-aviationalley-delivery", message_id),
    ]
    return headers if event is None else [*headers, ("x-aviationalley-event", event)]


def change(headers: Headers, **values: str | None) -> Headers:
    """These headers with others in their place, `_` for `-`; `None` takes one away."""
    changed = {name.replace("_", "-"): value for name, value in values.items()}
    kept = [(name, value) for name, value in headers if name not in changed]
    return kept + [(name, value) for name, value in changed.items() if value is not None]


def untimed(headers: Headers) -> Headers:
    return change(headers, webhook_id=None, webhook_timestamp=None, webhook_signature=None)


def request(
    name: str,
    *,
    body: bytes = ENVELOPE,
    headers: Headers | None = None,
    secrets: tuple[str, ...] = (SECRET,),
    now: int = NOW,
    tolerance: int = 300,
    allow_untimed: bool = False,
) -> Case:
    return {
        "name": name,
        "body": b64(body),
        "headers": headers_of(body) if headers is None else headers,
        "secrets": list(secrets),
        "now": now,
        "tolerance": tolerance,
        "allowUntimed": allow_untimed,
    }


def envelope(data: str = "{}", /, **members: str | None) -> bytes:
    """An event with this JSON in its members; `None` leaves one out."""
    usual = {
        "id": f'"{ID}"',
        "type": f'"{TYPE}"',
        "centerId": '"c"',
        "createdAt": '"2026-05-31T14:03:22.000Z"',
        "data": data,
    }
    texts: dict[str, str | None] = {**usual, **members}
    return ("{" + ",".join(f'"{n}":{t}' for n, t in texts.items() if t is not None) + "}").encode()


class Cases(list[Case]):
    """Cases of constructEvent, each with its verdict."""

    def valid(self, name: str, **of: Any) -> None:
        self.append(request(name, **of) | {"verdict": "valid", "reason": None})

    def invalid(self, reason: str, name: str, **of: Any) -> None:
        self.append(request(name, **of) | {"verdict": "invalid", "reason": reason})

    def refused(self, reason: str, name: str, *secrets: str) -> None:
        case = request(name, secrets=secrets)
        self.append(case | {"verdict": "refused", "reason": reason})
