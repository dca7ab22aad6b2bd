import hashlib
import hmac
import json
import random
from typing import Any

import pytest
from support import BODY, REPOSITORY, SECRET

from aviationalley_webhooks import __version__, verify

TEXT = BODY.decode()


def sign(body: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Text(str):
    pass


class Bytes(bytes):
    pass


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(BODY, id="bytes"),
        pytest.param(TEXT, id="str"),
        pytest.param(bytearray(BODY), id="bytearray"),
        pytest.param(memoryview(BODY), id="memoryview"),
        pytest.param(memoryview(b"ab" + BODY + b"cd")[2:-2], id="part of a memoryview"),
        pytest.param(memoryview(BODY[::-1])[::-1], id="memoryview that steps backwards"),
        pytest.param(memoryview(BODY).cast("b"), id="memoryview of signed bytes"),
        pytest.param(Bytes(BODY), id="subclass of bytes"),
        pytest.param(Text(TEXT), id="subclass of str"),
    ],
)
def test_every_kind_of_raw_body_stands_for_its_bytes(
    body: bytes | bytearray | memoryview | str,
) -> None:
    assert verify(body, sign(BODY), SECRET) is True
    assert verify(body, sign(BODY + b" "), SECRET) is False


def test_the_header_may_be_bytes_as_asgi_gives_it() -> None:
    assert verify(BODY, sign(BODY).encode(), SECRET) is True
    assert verify(BODY, sign(b"").encode(), SECRET) is False


def test_arguments_may_be_named() -> None:
    assert verify(raw_body=BODY, signature_header=sign(BODY), secret=SECRET) is True


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 5_000_000])
def test_bodies_of_any_size_verify(size: int) -> None:
    body = random.Random(size).randbytes(size)
    assert verify(body, sign(body), SECRET) is True
    assert verify(bytearray(body), sign(body), SECRET) is True
    assert verify(body + b"\0", sign(body), SECRET) is False


@pytest.mark.parametrize(
    "body",
    [{}, json.loads(TEXT), [1, 2], (1, 2), 7, True, 1.5, object(), range(3), iter(b"")],
    ids=repr,
)
@pytest.mark.parametrize("header", [sign(BODY), None])
def test_a_parsed_body_is_refused_with_the_mend(body: Any, header: str | None) -> None:
    with pytest.raises(TypeError, match=r"raw body.*get_data\(\).*await request\.body\(\)"):
        verify(body, header, SECRET)


class Impostor:
    def __str__(self) -> str:
        return sign(BODY)

    def __bytes__(self) -> bytes:
        return sign(BODY).encode()

    def __eq__(self, other: object) -> bool:
        return True


def released() -> memoryview:
    view = memoryview(sign(BODY).encode())
    view.release()
    return view


@pytest.mark.parametrize(
    "header",
    [
        None,
        64,
        True,
        b"",
        b"\xff" * 64,
        [sign(BODY)],
        (sign(BODY),),
        {},
        {"X-AviationAlley-Signature": sign(BODY)},
        object(),
        Impostor(),
        released(),
        "\udcff" * 64,
        "\ud800",
        "\0" * 64,
        "é" * 64,
        "0" * 10_000_000,
    ],
    ids=lambda header: repr(header)[:40],
)
def test_a_header_of_any_type_is_false_and_raises_nothing(header: Any) -> None:
    assert verify(BODY, header, SECRET) is False


def test_random_headers_are_false() -> None:
    chance = random.Random(1)
    for size in range(2_000):
        assert verify(BODY, chance.randbytes(32).hex(), SECRET) is False
        assert verify(BODY, chance.randbytes(size % 90).decode("latin-1"), SECRET) is False
        assert verify(BODY, chance.randbytes(size % 90), SECRET) is False


def test_a_body_of_text_that_has_no_utf_8_is_false() -> None:
    assert verify("\ud800", sign("\ud800".encode(errors="surrogatepass")), SECRET) is False


@pytest.mark.parametrize("header", [sign(BODY), None])
@pytest.mark.parametrize("secret", ["", None])
def test_a_missing_secret_is_the_developers_mistake(secret: Any, header: str | None) -> None:
    with pytest.raises(ValueError, match="signing secret is missing"):
        verify(BODY, header, secret)


def test_a_secret_that_is_not_text_is_a_type_error() -> None:
    wrong: Any = SECRET.encode()
    with pytest.raises(TypeError):
        verify(BODY, sign(BODY), wrong)


def test_a_secret_that_has_no_utf_8_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        verify(BODY, sign(BODY), "\udcff")


def test_the_version_is_the_cargo_workspaces() -> None:
    assert f'\nversion = "{__version__}"\n' in (REPOSITORY / "Cargo.toml").read_text()
