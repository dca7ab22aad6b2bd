"""What a type checker knows of an event, once its type has been looked at."""

from aviationalley_webhooks import WebhookEvent


def describe(event: WebhookEvent) -> str:
    match event["type"]:
        case "booking.created":
            return f"{event['data']['startAt']} on {event['data']['simulatorId']}"
        case "invoice.paid" | "invoice.voided":
            return f"{event['type']}: {event['data']['totalCents'] / 100}"
        case "webhook.delivery.failed":
            return f"gave up: {event['data']['reason']}"
        case _:
            # Also a type that this package was built too early for.
            return event["type"]


def changed(event: WebhookEvent) -> list[str]:
    if event["type"] == "booking.updated":
        return event["data"]["changedFields"]
    return []
