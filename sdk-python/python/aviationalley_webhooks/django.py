"""AviationAlley's webhooks in Django."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from aviationalley_webhooks import Webhook, WebhookEvent, WebhookVerificationError


def receives(
    webhook: Webhook,
) -> Callable[
    [Callable[[HttpRequest, WebhookEvent], HttpResponseBase]],
    Callable[[HttpRequest], HttpResponseBase],
]:
    """Hands the view the event after the request, and answers 401 to whatever is none.

    The signature stands in for the CSRF token, which only a browser has.
    """

    def decorate(
        view: Callable[[HttpRequest, WebhookEvent], HttpResponseBase],
    ) -> Callable[[HttpRequest], HttpResponseBase]:
        @csrf_exempt
        @require_POST
        @wraps(view)
        def receive(request: HttpRequest) -> HttpResponseBase:
            try:
                event = webhook.construct_event(request.body, request.headers)
            except WebhookVerificationError as refused:
                return JsonResponse({"error": refused.reason}, status=401)
            return view(request, event)

        return receive

    return decorate
