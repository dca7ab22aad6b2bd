"""AviationAlley's webhooks in Flask."""

from collections.abc import Awaitable, Callable
from functools import wraps
from inspect import Parameter, isawaitable, signature
from typing import Any, TypeAlias

from flask import abort, current_app, make_response, request
from flask.typing import ResponseReturnValue

from aviationalley_webhooks import Webhook, WebhookVerificationError

# A function, a coroutine function, View.as_view(), or a method of a View.
AnyView: TypeAlias = Callable[..., ResponseReturnValue | Awaitable[ResponseReturnValue]]


def receives(webhook: Webhook) -> Callable[[AnyView], Callable[..., ResponseReturnValue]]:
    """Hands the view the event, and answers 401 to whatever is none.

    The parameters of the URL follow by name. Goes below the route,
    ``@app.post("/webhooks/aviationalley")``, then ``@receives(webhook)``; on a method of a view
    class; or among its ``decorators``, and then its methods get the event as ``event``.
    """

    def decorate(view: AnyView) -> Callable[..., ResponseReturnValue]:
        by_name = not any(map(_is_positional, signature(view).parameters.values()))

        @wraps(view)
        def receive(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            try:
                event = webhook.construct_event(request.get_data(), request.headers)
            except WebhookVerificationError as refused:
                abort(make_response({"error": refused.reason}, 401))
            # Flask passes by name, so what comes before is the view of a method.
            answer = view(*args, event=event, **kwargs) if by_name else view(*args, event, **kwargs)
            return current_app.ensure_sync(_awaited)(answer) if isawaitable(answer) else answer

        return receive

    return decorate


def _is_positional(parameter: Parameter) -> bool:
    return parameter.kind not in (Parameter.KEYWORD_ONLY, Parameter.VAR_KEYWORD)


async def _awaited(answer: Awaitable[ResponseReturnValue]) -> ResponseReturnValue:
    return await answer
