"""What the tests share: the vectors, an event, and the headers that it comes with."""

import base64
import json
from pathlib import Path
from typing import Any

from aviationalley_webhooks import WebhookVerificationError, construct_event

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "sdk-python"
EXAMPLES = PACKAGE / "examples"
VECTORS: dict[str, list[dict[str, Any]]] = json.loads(
    (REPOSITORY / "tests/vectors.json").read_text()
)
CATALOG: list[dict[str, Any]] = json.loads((REPOSITORY / "worker/event-types.json").read_text())[
    "data"
]

SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
NEXT_SECRET = "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="

DELIVERY = VECTORS["events"][0]
BODY = base64.b64decode(DELIVERY["body"])
HEADERS: dict[str, str] = dict(DELIVERY["headers"])
NOW: int = DELIVERY["now"]
EVENT = json.loads(BODY)


def name_of(case: dict[str, Any]) -> str:
    return str(case["name"])


def body_of(case: dict[str, Any]) -> bytes:
    return base64.b64decode(case["body"])


def reason(headers: Any, body: Any = BODY, secret: Any = SECRET, **options: Any) -> str | None:
    """Why it is refused, if it is."""
    try:
        construct_event(body, headers, secret, **{"now": NOW} | options)
    except WebhookVerificationError as refused:
        return refused.reason
    return None


# What a stranger's form sends, with its content type.
MULTIPART = (
    b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n',
    "multipart/form-data; boundary=x",
)
