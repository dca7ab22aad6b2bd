"""AviationAlley's webhooks in Starlette and FastAPI."""

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from aviationalley_webhooks import Webhook, WebhookEvent, WebhookVerificationError


class Receiver:
    """The event of a request; 401 when there is none.

    In Starlette ``event = await receiver(request)``, in FastAPI a dependency:
    ``event: Annotated[WebhookEvent, Depends(Receiver(webhook))]``.
    """

    def __init__(self, webhook: Webhook) -> None:
        self._webhook = webhook

    async def __call__(self, request: Request) -> WebhookEvent:
        try:
            body = await request.body()
        except (ClientDisconnect, RuntimeError):
            # Broken off, or read before, as a form that a stranger sent may be.
            body = b""
        try:
            return self._webhook.construct_event(body, request.headers)
        except WebhookVerificationError as refused:
            raise HTTPException(401, refused.reason) from None
