"""One signature header and a body: valid, invalid, or the secret is its owner's mistake."""

import base64
import hashlib
import hmac
import json

from vectors.signing import ENVELOPE, NEXT_SECRET, SECRET, b64, hexadecimal, v1

Case = dict[str, str | int]

BODIES = {
    "an envelope": ENVELOPE,
    "an empty body": b"",
    "one byte": b"\x00",
    "emoji": '{"note":"cleared for take-off ✈️🛫"}'.encode(),
    "accents, composed and not": "é e\u0301 Ünïcödé".encode(),
    "a body of NULs": b"\x00" * 100,
    "a byte order mark": b"\xef\xbb\xbf{}",
    "a body that is not UTF-8": b"\xff\xfe\x80 not text \xc3\x28",
    "a UTF-16 surrogate encoded as if it were a character": b"\xed\xa0\x80",
    "every byte there is": bytes(range(256)),
    "CRLF and a trailing newline": b'{\r\n  "data": {}\r\n}\n',
    # Around SHA-256's block of 64, of which its padding needs 9.
    "55 bytes": b"a" * 55,
    "56 bytes": b"a" * 56,
    "63 bytes": b"a" * 63,
    "64 bytes": b"a" * 64,
    "65 bytes": b"a" * 65,
    "1,000 bytes": b"0123456789" * 100,
}
SECRETS = {
    "a secret of one character": "s",
    "a secret of one block": "k" * 64,
    "a secret longer than a block": "k" * 65,
    "a secret that is not ASCII": "clé-🔑",
    "a secret with spaces around it": " secret ",
    "a secret that only looks like base64": "whsec_not base64 at all",
    "a NUL in the secret": "se\x00cret",
}


def aviationalley() -> list[Case]:
    cases: list[Case] = []

    def case(
        name: str, verdict: str, header: str, body: bytes = ENVELOPE, secret: str = SECRET
    ) -> None:
        cases.append(
            {
                "name": name,
                "secret": secret,
                "body": b64(body),
                "header": header,
                "verdict": verdict,
            }
        )

    good = hexadecimal(SECRET, ENVELOPE)
    for name, body in BODIES.items():
        case(name, "valid", hexadecimal(SECRET, body), body)
    for name, secret in SECRETS.items():
        case(name, "valid", hexadecimal(secret, ENVELOPE), secret=secret)

    case("the signature of another body", "invalid", hexadecimal(SECRET, b"{}"))
    case("the signature by another secret", "invalid", hexadecimal(NEXT_SECRET, ENVELOPE))
    decoded = base64.b64decode(SECRET.removeprefix("whsec_"))
    case(
        "the signature by the secret's decoded bytes",
        "invalid",
        hmac.new(decoded, ENVELOPE, hashlib.sha256).hexdigest(),
    )
    case(
        "the signature by the secret without its prefix",
        "invalid",
        hexadecimal(SECRET.removeprefix("whsec_"), ENVELOPE),
    )
    case("a plain hash of the body", "invalid", hashlib.sha256(ENVELOPE).hexdigest())
    case("one bit of the body flipped", "invalid", good, bytes([ENVELOPE[0] ^ 1]) + ENVELOPE[1:])
    case("the body and a newline", "invalid", good, ENVELOPE + b"\n")
    case("the body cut by a byte", "invalid", good, ENVELOPE[:-1])
    reserialized = json.dumps(json.loads(ENVELOPE)).encode()
    case("the body parsed and serialized again", "invalid", good, reserialized)
    case("a secret with a trailing newline", "invalid", good, secret=SECRET + "\n")

    first, last = ("1" if good[0] == "0" else "0"), ("1" if good[-1] == "0" else "0")
    hostile = {
        "no characters": "",
        "one character": good[0],
        "63 digits": good[:-1],
        "65 digits": good + "0",
        "the first digit changed": first + good[1:],
        "the last digit changed": good[:-1] + last,
        "uppercase digits": good.upper(),
        "one uppercase digit": good.replace("a", "A", 1),
        "a trailing newline": good + "\n",
        "a trailing CRLF": good + "\r\n",
        "a leading space": " " + good,
        "a trailing space": good + " ",
        "a newline for the last digit": good[:-1] + "\n",
        "a sha256= prefix": "sha256=" + good,
        "an 0x prefix": "0x" + good,
        "the same signature twice": good + good,
        "two signatures and a comma": f"{good}, {good}",
        "64 zeros": "0" * 64,
        "64 letters that are no digits": "z" * 64,
        "64 NULs": "\x00" * 64,
        "a NUL after the signature": good + "\x00",
        "64 emoji": "✈" * 64,
        "64 bytes of UTF-8": "é" * 32,
        "full-width digits": good.translate({ord("0") + n: 0xFF10 + n for n in range(10)}),
        "a Kelvin sign at the end": good[:-1] + "\u212a",
        "base64 in place of hex": b64(bytes.fromhex(good)),
        "a Standard Webhooks signature": v1(SECRET, "del_1", 1780236202, ENVELOPE),
        "5,000 digits": "0" * 5_000,
    }
    for name, header in hostile.items():
        case(f"header: {name}", "invalid", header)

    case("an empty secret", "refused", hmac.new(b"", ENVELOPE, "sha256").hexdigest(), secret="")
    return cases


def standard() -> list[Case]:
    cases: list[Case] = []
    message_id, timestamp = "del_8f2c0d1e", 1780236202

    def case(
        name: str,
        verdict: str,
        header: str,
        body: bytes = ENVELOPE,
        secret: str = SECRET,
        message_id: str = message_id,
        timestamp: int = timestamp,
    ) -> None:
        cases.append(
            {
                "name": name,
                "secret": secret,
                "id": message_id,
                "timestamp": timestamp,
                "body": b64(body),
                "header": header,
                "verdict": verdict,
            }
        )

    good = v1(SECRET, message_id, timestamp, ENVELOPE)
    other = v1(NEXT_SECRET, message_id, timestamp, ENVELOPE)
    for name, body in BODIES.items():
        case(name, "valid", v1(SECRET, message_id, timestamp, body), body)

    # The one that standard-webhooks' own libraries are tested with.
    case(
        "Standard Webhooks' published example",
        "valid",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        b'{"test": 2432232314}',
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
    )
    for length in (24, 64):
        secret = "whsec_" + b64(bytes(range(length)))
        header = v1(secret, message_id, timestamp, ENVELOPE)
        case(f"a secret of {length} bytes", "valid", header, secret=secret)
    case("the second 0", "valid", v1(SECRET, message_id, 0, ENVELOPE), timestamp=0)
    case("before 1970", "valid", v1(SECRET, message_id, -1, ENVELOPE), timestamp=-1)
    case("an id that is not ASCII", "valid", v1(SECRET, "é✈", timestamp, ENVELOPE), message_id="é✈")

    case("by another secret", "invalid", other)
    case("another body", "invalid", good, b"{}")
    case("another id", "invalid", good, message_id="del_8f2c0d1f")
    case("another timestamp", "invalid", good, timestamp=timestamp + 1)
    case(
        "by the secret's text",
        "invalid",
        "v1,"
        + b64(
            hmac.new(
                SECRET.encode(), f"{message_id}.{timestamp}.".encode() + ENVELOPE, "sha256"
            ).digest()
        ),
    )

    headers = {
        "ours, then another's": ("valid", f"{good} {other}"),
        "another's, then ours": ("valid", f"{other} {good}"),
        "between ten others": ("valid", f"{' '.join([other] * 5)} {good} {' '.join([other] * 5)}"),
        "after an unknown version": ("valid", f"v1a,{b64(bytes(64))} {good}"),
        "after a version yet to come": ("valid", f"v2,{good[3:]} {good}"),
        "after something malformed": ("valid", f"v1 ,, v1,%%% \x00 é {good}"),
        "spaces all around": ("valid", f"  {good}  {other} "),
        "no characters": ("invalid", ""),
        "one space": ("invalid", " "),
        "no version": ("invalid", good[3:]),
        "an empty signature": ("invalid", "v1,"),
        "only the version": ("invalid", "v1"),
        "an unknown version": ("invalid", f"v2,{good[3:]}"),
        "an asymmetric version": ("invalid", f"v1a,{good[3:]}"),
        "an uppercase version": ("invalid", f"V1,{good[3:]}"),
        "two commas": ("invalid", f"v1,,{good[3:]}"),
        "no padding": ("invalid", good.rstrip("=")),
        "too much padding": ("invalid", good + "="),
        "bits behind the padding": ("invalid", good[:-2] + chr(ord(good[-2]) + 1) + "="),
        "a trailing newline": ("invalid", good + "\n"),
        "a tab for a separator": ("invalid", f"{other}\t{good}"),
        "a comma for a separator": ("invalid", f"{other},{good}"),
        "hex in place of base64": ("invalid", "v1," + base64.b64decode(good[3:]).hex()),
        "the signature cut short": ("invalid", good[:20]),
        "64 emoji": ("invalid", "✈" * 64),
        "NULs": ("invalid", "\x00" * 47),
        "500 others": ("invalid", " ".join(["v1,AAAA"] * 500)),
    }
    for name, (verdict, header) in headers.items():
        case(f"header: {name}", verdict, header)

    secrets = {
        "an empty secret": "",
        "a prefix and nothing behind it": "whsec_",
        "a secret without its prefix": SECRET.removeprefix("whsec_"),
        "an uppercase prefix": SECRET.replace("whsec_", "WHSEC_"),
        "a secret that is not base64": "whsec_not base64 at all, however long it gets",
        "a secret without padding": SECRET.rstrip("="),
        "a secret with a trailing newline": SECRET + "\n",
        "a secret of 23 bytes": "whsec_" + b64(bytes(23)),
        "a secret of 65 bytes": "whsec_" + b64(bytes(65)),
    }
    for name, secret in secrets.items():
        case(name, "refused", good, secret=secret)
    return cases
