"""AviationAlley's webhooks in Flask."""

from collections.abc import Callable
from functools import wraps

from flask import abort, make_response, request
from flask.typing import ResponseReturnValue

from aviationalley_webhooks import Webhook, WebhookEvent, WebhookVerificationError


def receives(
    webhook: Webhook,
) -> Callable[[Callable[[WebhookEvent], ResponseReturnValue]], Callable[[], ResponseReturnValue]]:
    """Hands the view the event, and answers 401 to whatever is none.

    Goes below the route: ``@app.post("/webhooks/aviationalley")``, then ``@receives(webhook)``.
    """

    def decorate(
        view: Callable[[WebhookEvent], ResponseReturnValue],
    ) -> Callable[[], ResponseReturnValue]:
        @wraps(view)
        def receive() -> ResponseReturnValue:
            try:
                event = webhook.construct_event(request.get_data(), request.headers)
            except WebhookVerificationError as refused:
                abort(make_response({"error": refused.reason}, 401))
            return view(event)

        return receive

    return decorate
