"""AviationAlley's webhooks in Django."""

from collections.abc import Callable, Generator
from functools import wraps
from typing import Any, Self, TypeAlias

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, JsonResponse, RawPostDataException, UnreadablePostError
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from aviationalley_webhooks import Webhook, WebhookVerificationError

# A function, a coroutine function, View.as_view(), or a method of a View.
AnyView: TypeAlias = Callable[..., Any]


def receives(webhook: Webhook) -> Callable[[AnyView], AnyView]:
    """Hands the view the event after the request, and answers 401 to whatever is none.

    The parameters of the URL follow. A view class: ``receives(webhook)(HookView.as_view())``, or
    ``@method_decorator(receives(webhook), name="dispatch")``.

    The signature stands in for the CSRF token, which only a browser has. Django asks for that
    before it calls a method, so where only ``post`` is decorated, the class has to be exempt.
    """

    def decorate(view: AnyView) -> AnyView:
        @wraps(view)
        def receive(*args: Any, **kwargs: Any) -> Any:
            # A method has its view first.
            after = 2 if isinstance(args[0], View) else 1
            request = args[after - 1]
            if request.method != "POST":
                return _Refusal("method_not_allowed", 405, headers={"Allow": "POST"})
            try:
                event = webhook.construct_event(_body(request), request.headers)
            except WebhookVerificationError as refused:
                return _Refusal(refused.reason, 401)
            return view(*args[:after], event, *args[after:], **kwargs)

        if iscoroutinefunction(view):
            markcoroutinefunction(receive)
        return csrf_exempt(receive)

    return decorate


def _body(request: HttpRequest) -> bytes:
    try:
        return request.body
    except (RawPostDataException, UnreadablePostError, ValueError):
        # Read before, as a form that a stranger sent is; broken off; of a length that is no number.
        return b""


class _Refusal(JsonResponse):
    """May be awaited, as the answer of a coroutine has to be, and need not be."""

    def __init__(self, reason: str, status: int, **more: Any) -> None:
        super().__init__({"error": reason}, status=status, **more)

    def __await__(self) -> Generator[None, None, Self]:
        yield from ()
        return self
