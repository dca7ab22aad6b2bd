"""The decorator in Flask: whatever a view is, it gets the event, and strangers get 401."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, ClassVar

import pytest
from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask.views import MethodView, View
from support import BODY, EVENT, MULTIPART, SECRET

from aviationalley_webhooks import Webhook, WebhookEvent, sign
from aviationalley_webhooks.flask import receives

receive = receives(Webhook(SECRET))


def answer(event: WebhookEvent, **parameters: object) -> ResponseReturnValue:
    return {"event": event, "parameters": parameters}


def passed_on(view: Callable[..., Any]) -> Callable[..., Any]:
    """As most people write a decorator."""

    @wraps(view)
    def pass_on(*arguments: object, **parameters: object) -> Any:
        return view(*arguments, **parameters)

    return pass_on


@receive
def function(event: WebhookEvent, **parameters: object) -> ResponseReturnValue:
    return answer(event, **parameters)


@receive
def by_name(*, event: WebhookEvent, center: str = "", number: int = 0) -> ResponseReturnValue:
    return answer(event, **({"center": center, "number": number} if center else {}))


@receive
async def coroutine(event: WebhookEvent, **parameters: object) -> ResponseReturnValue:
    return answer(event, **parameters)


@receive
@passed_on
async def decorated_coroutine(event: WebhookEvent, **parameters: object) -> ResponseReturnValue:
    return answer(event, **parameters)


class Called:
    __name__ = "called"

    async def __call__(self, event: WebhookEvent, **parameters: object) -> ResponseReturnValue:
        return answer(event, **parameters)


class Decorated(MethodView):
    decorators: ClassVar = [receive]

    def post(self, event: WebhookEvent, **parameters: object) -> ResponseReturnValue:
        return answer(event, **parameters)


class DecoratedCoroutine(MethodView):
    decorators: ClassVar = [passed_on, receive, passed_on]

    async def post(self, event: WebhookEvent, **parameters: object) -> ResponseReturnValue:
        return answer(event, **parameters)


class Method(MethodView):
    @receive
    def post(self, event: WebhookEvent, **parameters: object) -> ResponseReturnValue:
        assert isinstance(self, Method)
        return answer(event, **parameters)


class MethodCoroutine(MethodView):
    @receive
    async def post(self, event: WebhookEvent, **parameters: object) -> ResponseReturnValue:
        return answer(event, **parameters)


class Dispatched(View):
    methods = ("POST",)
    decorators: ClassVar = [receive]

    def dispatch_request(  # type: ignore[override]
        self, event: WebhookEvent, **parameters: object
    ) -> ResponseReturnValue:
        return answer(event, **parameters)


VIEWS: dict[str, Callable[..., Any]] = {
    "a function": function,
    "one that takes it by name": by_name,
    "a partial": receive(partial(answer)),
    "a coroutine function": coroutine,
    "a decorated coroutine function": decorated_coroutine,
    "an object that is called and awaited": receive(Called()),
    "MethodView.decorators": Decorated.as_view("view"),
    "MethodView.decorators of coroutines": DecoratedCoroutine.as_view("view"),
    "a method": Method.as_view("view"),
    "a method that is a coroutine": MethodCoroutine.as_view("view"),
    "View.decorators": Dispatched.as_view("view"),
}


@pytest.fixture(params=VIEWS.values(), ids=list(VIEWS))
def app(request: pytest.FixtureRequest) -> Flask:
    app = Flask("receiver")
    for path in ("/hook", "/hook/<center>/<int:number>"):
        app.add_url_rule(path, "view", request.param, methods=["POST"])
    return app


def test_every_kind_of_view_gets_the_event(app: Flask) -> None:
    response = app.test_client().post("/hook", data=BODY, headers=sign(BODY, SECRET))
    assert response.json == {"event": EVENT, "parameters": {}}


def test_the_parameters_of_the_url_pass_through(app: Flask) -> None:
    response = app.test_client().post("/hook/a/7", data=BODY, headers=sign(BODY, SECRET))
    assert response.json == {"event": EVENT, "parameters": {"center": "a", "number": 7}}


def test_a_stranger_gets_401_before_every_kind_of_view(app: Flask) -> None:
    for path in ("/hook", "/hook/a/7"):
        response = app.test_client().post(path, data=BODY)
        assert response.status_code == 401
        assert response.json == {"error": "missing_header"}


@pytest.mark.parametrize("read", [lambda: request.form, lambda: request.stream.read()])
def test_a_body_that_was_read_before_is_a_strangers(app: Flask, read: Callable[[], object]) -> None:
    @app.before_request
    def read_before() -> None:
        read()

    body, content_type = MULTIPART
    headers = sign(BODY, SECRET)
    response = app.test_client().post("/hook", data=body, content_type=content_type)
    assert response.status_code == 401
    response = app.test_client().post(
        "/hook", data=body, content_type=content_type, headers=headers
    )
    assert (response.status_code, response.json) == (401, {"error": "no_match"})


def test_the_view_keeps_its_name() -> None:
    assert function.__name__ == "function"
    assert coroutine.__name__ == "coroutine"
