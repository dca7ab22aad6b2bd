from typing import Final

__all__ = ["__version__", "verify"]

__version__: Final[str]

def verify(
    raw_body: bytes | bytearray | memoryview | str,
    signature_header: str | bytes | None,
    secret: str,
) -> bool:
    """Whether ``signature_header`` is AviationAlley's signature of ``raw_body``.

    In constant time. No header that a stranger can send makes it raise: a missing, malformed or
    wrong one is ``False``, and the answer to it is 401.

    :param raw_body: the body exactly as it arrived, before any JSON parsing.
        A ``str`` stands for its UTF-8.
    :param signature_header: the value of ``X-AviationAlley-Signature``, or ``None``.
    :param secret: the endpoint's whole signing secret, ``whsec_`` included.
    :raises TypeError: for a body that has been parsed.
    :raises ValueError: for an empty or missing secret.
    """
