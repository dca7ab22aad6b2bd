from collections.abc import Iterable, Sequence
from typing import Final, Protocol, TypeAlias, final

from aviationalley_webhooks.errors import Finding
from aviationalley_webhooks.events import WebhookEvent

__all__ = ["Webhook", "__version__", "construct_event", "explain", "sign", "verify"]

__version__: Final[str]

# The docstrings are those of the extension, and a test compares them.

# The body exactly as it arrived, before any JSON parsing. A str stands for its UTF-8.
_RawBody: TypeAlias = bytes | bytearray | memoryview | str

# The endpoint's whole signing secret, whsec_ included; the old one and the new one while it is
# being rotated.
_Secret: TypeAlias = str | list[str] | tuple[str, ...]

# With items() as mappings have it, and the frameworks' maps that are none.
class _Map(Protocol):
    def items(self) -> Iterable[tuple[object, object]]: ...

# All headers of the request: a map of names to values, names in any case or as WSGI has them, or a
# list of pairs as ASGI has it.
_Headers: TypeAlias = _Map | Iterable[Sequence[str] | Sequence[bytes]]

def verify(
    raw_body: _RawBody | None, signature_header: str | bytes | None, secret: _Secret
) -> bool:
    """Whether ``signature_header`` is AviationAlley's signature of ``raw_body``.

    In constant time. No header that a stranger can send makes it raise: a missing, malformed or
    wrong one is ``False``, and the answer to it is 401. It does not look at the age of the request:
    ``construct_event`` does.

    :param raw_body: the body exactly as it arrived, before any JSON parsing. A ``str`` stands for
        its UTF-8, and ``None`` for no body, as some servers have it.
    :param signature_header: the value of ``X-AviationAlley-Signature``, or ``None``.
    :param secret: the endpoint's whole signing secret, ``whsec_`` included; the old one and the new
        one, ``[old, new]``, while it is being rotated.
    :raises TypeError: if the body is not raw, or a secret is not text.
    :raises ValueError: for an empty or missing secret.
    """

def construct_event(
    raw_body: _RawBody | None,
    headers: _Headers | None,
    secret: _Secret,
    *,
    tolerance: float = 300.0,
    now: float | None = None,
    allow_untimed: bool = False,
) -> WebhookEvent:
    """The event that a request delivers, verified: both signatures, the age, the JSON, its shape.

    Match on its ``type``, and keep a default: a type may be added to AviationAlley after this
    package was built.

    :param raw_body: the body exactly as it arrived, as ``verify`` takes it.
    :param headers: all of them, as the framework has them.
    :param secret: the endpoint's, as ``verify`` takes it.
    :param tolerance: how many seconds the signed timestamp may be away from ``now``, either way.
    :param now: seconds since 1970; ``time.time()`` unless told.
    :param allow_untimed: whether ``X-AviationAlley-Signature`` alone will do where none of the
        ``webhook-...`` headers came. It has no timestamp: whoever has seen such a delivery can send
        it again.
    :raises WebhookVerificationError: with its ``reason``, whatever a stranger sends.
    :raises TypeError: if the body is not raw, the headers are not headers, or a secret is not text.
    :raises ValueError: for a secret that is missing or not whole, and a time that is none.
    """

def explain(
    raw_body: object,
    headers: _Headers | None,
    secret: _Secret | None,
    *,
    tolerance: float = 300.0,
    now: float | None = None,
    allow_untimed: bool = False,
) -> list[Finding]:
    """Why ``construct_event`` refuses this request, and what may be the cause.

    Empty for one that it accepts. For a developer's terminal: it tries what might have happened to
    the body, and is as slow as that.

    :param raw_body: what ``construct_event`` was passed, whatever that is.
    :raises TypeError: for headers that are none, and a secret that is no text.
    :raises ValueError: for a time that is none.
    """

def sign(
    raw_body: _RawBody,
    secret: _Secret,
    *,
    id: str | None = None,
    timestamp: float | None = None,
) -> dict[str, str]:
    """All headers of a delivery of this body, as AviationAlley sends it: for a receiver's tests.

    :param id: the delivery's; the body's own unless told.
    :param timestamp: of the attempt, seconds since 1970; ``time.time()`` unless told.
    :raises TypeError: if the body is not raw, or a secret is not text.
    :raises ValueError: for a secret that is missing or not whole, and a time that is none.
    """

@final
class Webhook:
    """The same functions by the secrets of one endpoint, with the keys prepared once.

    :raises TypeError: for a secret that is no text.
    :raises ValueError: for a secret that is missing or not whole.
    """

    def __new__(cls, secret: _Secret) -> Webhook: ...
    def verify(self, raw_body: _RawBody | None, signature_header: str | bytes | None) -> bool:
        """Whether the header is the signature of the body: ``verify`` says more."""

    def construct_event(
        self,
        raw_body: _RawBody | None,
        headers: _Headers | None,
        *,
        tolerance: float = 300.0,
        now: float | None = None,
        allow_untimed: bool = False,
    ) -> WebhookEvent:
        """The event that a request delivers, verified: ``construct_event`` says more.

        :raises WebhookVerificationError: with its ``reason``, whatever a stranger sends.
        """

    def explain(
        self,
        raw_body: object,
        headers: _Headers | None,
        *,
        tolerance: float = 300.0,
        now: float | None = None,
        allow_untimed: bool = False,
    ) -> list[Finding]:
        """Why a request is refused, and what may be the cause: ``explain`` says more."""

    def sign(
        self,
        raw_body: _RawBody,
        *,
        id: str | None = None,
        timestamp: float | None = None,
    ) -> dict[str, str]:
        """All headers of a delivery of this body, for a receiver's tests: ``sign`` says more."""
