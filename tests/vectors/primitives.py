"""HMAC-SHA256 itself: what others have published."""

import hashlib
import hmac
from pathlib import Path

from vectors.signing import b64

WYCHEPROOF = Path(__file__).with_name("wycheproof_hmac_sha256.txt")

# Keys, data and codes as the RFC prints them, sections 4.2 to 4.8.
RFC4231 = [
    (
        "RFC 4231 case 1",
        b"\x0b" * 20,
        b"Hi There",
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    ),
    (
        "RFC 4231 case 2, a key shorter than the code",
        b"Jefe",
        b"what do ya want for nothing?",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ),
    (
        "RFC 4231 case 3",
        b"\xaa" * 20,
        b"\xdd" * 50,
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
    ),
    (
        "RFC 4231 case 4",
        bytes(range(1, 26)),
        b"\xcd" * 50,
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
    ),
    (
        "RFC 4231 case 5, cut to 128 bits",
        b"\x0c" * 20,
        b"Test With Truncation",
        "a3b6167473100ee06e0c796c2955552b",
    ),
    (
        "RFC 4231 case 6, a key longer than a block",
        b"\xaa" * 131,
        b"Test Using Larger Than Block-Size Key - Hash Key First",
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ),
    (
        "RFC 4231 case 7, key and data longer than a block",
        b"\xaa" * 131,
        (
            b"This is a test using a larger than block-size key and a larger than "
            b"block-size data. The key needs to be hashed before being used by the "
            b"HMAC algorithm."
        ),
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
    ),
]


def rfc4231() -> list[dict[str, str]]:
    for _, key, body, mac in RFC4231:
        assert hmac.new(key, body, hashlib.sha256).hexdigest().startswith(mac)
    return [
        {"name": name, "key": b64(key), "body": b64(body), "mac": b64(bytes.fromhex(mac))}
        for name, key, body, mac in RFC4231
    ]


def wycheproof() -> list[dict[str, str]]:
    cases = []
    for line in WYCHEPROOF.read_text().splitlines():
        if line.startswith("#"):
            continue
        number, result, key, body, tag, *comment = line.split(" ")
        # A shortened code is a valid one in Wycheproof; our headers never carry one.
        whole = len(tag) == 64
        cases.append(
            {
                "name": " ".join(["Wycheproof", number, *comment]),
                "key": b64(bytes.fromhex(key)),
                "body": b64(bytes.fromhex(body.strip("-"))),
                "mac": b64(bytes.fromhex(tag)),
                "verdict": result if whole else "invalid",
            }
        )
    return cases
