"""Signs as the specifications say, with Python's own hmac, so that our code is never its own judge."""

import base64
import hashlib
import hmac


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def hexadecimal(secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def v1(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + b64(hmac.new(key, signed, hashlib.sha256).digest())


SECRET = "whsec_" + b64(bytes(range(32)))
NEXT_SECRET = "whsec_" + b64(bytes(range(32, 64)))
ENVELOPE = (
    b'{"id":"del_8f2c0d1e","type":"booking.created",'
    b'"centerId":"0b1f5b0e-6a55-4a68-9a0e-2f7f3c1d9e11",'
    b'"createdAt":"2026-05-31T14:03:22.000Z","data":{"aircraftId":"N12345"}}'
)
