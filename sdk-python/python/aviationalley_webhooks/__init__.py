"""Verifies AviationAlley's webhooks."""

from aviationalley_webhooks._native import (
    Webhook,
    __version__,
    construct_event,
    explain,
    sign,
    verify,
)
from aviationalley_webhooks.errors import Finding, Reason, WebhookVerificationError
from aviationalley_webhooks.events import WebhookEvent
from aviationalley_webhooks.once import (
    AsyncDeliveryStore,
    DeliveryStore,
    MemoryStore,
    handle_once,
    handle_once_async,
)

__all__ = [
    "AsyncDeliveryStore",
    "DeliveryStore",
    "Finding",
    "MemoryStore",
    "Reason",
    "Webhook",
    "WebhookEvent",
    "WebhookVerificationError",
    "__version__",
    "construct_event",
    "explain",
    "handle_once",
    "handle_once_async",
    "sign",
    "verify",
]
