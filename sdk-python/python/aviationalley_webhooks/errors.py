"""What is said of requests that are refused. The codes are the same in every language."""

from typing import Literal, NamedTuple, TypeAlias

Reason: TypeAlias = Literal[
    "missing_header",
    "malformed_header",
    "no_match",
    "timestamp_too_old",
    "timestamp_too_new",
    "not_json",
    "unknown_shape",
    "header_mismatch",
]

Cause: TypeAlias = Literal[
    "secret_missing",
    "secret_malformed",
    "secret_whitespace",
    "secret_quoted",
    "secret_without_prefix",
    "timestamp_in_milliseconds",
    "body_missing",
    "body_not_awaited",
    "body_parsed",
    "body_request",
    "body_stream",
    "body_newline_removed",
    "body_newline_added",
    "body_reserialized",
    "body_reencoded",
    "body_base64",
    "body_empty",
    "body_replaced",
    "secret_rotated",
    "timed_headers_changed",
    "wrong_secret",
]


class WebhookVerificationError(Exception):
    """A request that is not a delivery of AviationAlley's to this endpoint, or an old one.

    Answer it with 401. Mistakes of the developer are ``TypeError`` or ``ValueError`` instead.
    """

    def __init__(self, reason: Reason, message: str) -> None:
        # Both, so that it can be pickled.
        super().__init__(reason, message)
        self.reason: Reason = reason
        self.message = message

    def __str__(self) -> str:
        return self.message


class Finding(NamedTuple):
    """One finding of ``explain``: a code for programs, and what to fix."""

    code: Reason | Cause
    message: str
