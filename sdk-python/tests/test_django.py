"""The decorator in Django: whatever a view is, it gets the event, and strangers get 401."""

import asyncio
import io
from collections.abc import Callable, Iterator
from functools import partial
from types import ModuleType
from typing import Any
from unittest import mock

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.test import AsyncClient, Client, override_settings
from django.urls import path, re_path
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from support import BODY, EVENT, MULTIPART, SECRET

from aviationalley_webhooks import Webhook, WebhookEvent, sign
from aviationalley_webhooks.django import receives

receive = receives(Webhook(SECRET))


def answer(
    request: HttpRequest, event: WebhookEvent, *arguments: object, **parameters: object
) -> HttpResponse:
    assert isinstance(request, HttpRequest)
    return JsonResponse({"event": event, "arguments": arguments, "parameters": parameters})


@receive
def function(request: HttpRequest, event: WebhookEvent, *a: object, **p: object) -> HttpResponse:
    return answer(request, event, *a, **p)


@receive
async def coroutine(
    request: HttpRequest, event: WebhookEvent, *a: object, **p: object
) -> HttpResponse:
    await asyncio.sleep(0)
    return answer(request, event, *a, **p)


async def late(request: HttpRequest, event: WebhookEvent, *a: object, **p: object) -> HttpResponse:
    return answer(request, event, *a, **p)


class Plain(View):
    def post(
        self, request: HttpRequest, event: WebhookEvent, *a: object, **p: object
    ) -> HttpResponse:
        return answer(request, event, *a, **p)


class PlainCoroutine(View):
    async def post(
        self, request: HttpRequest, event: WebhookEvent, *a: object, **p: object
    ) -> HttpResponse:
        return answer(request, event, *a, **p)


@method_decorator(receive, name="dispatch")
class Dispatch(Plain):
    pass


@method_decorator([never_cache, receive], name="dispatch")
class DispatchAmongOthers(Plain):
    pass


@method_decorator(receive, name="dispatch")
class DispatchCoroutine(PlainCoroutine):
    pass


class DispatchItself(Plain):
    @receive
    def dispatch(self, *a: Any, **p: Any) -> HttpResponseBase:
        return super().dispatch(*a, **p)


class DispatchItselfCoroutine(PlainCoroutine):
    @receive
    def dispatch(self, *a: Any, **p: Any) -> Any:
        return super().dispatch(*a, **p)


class Method(View):
    @receive
    def post(
        self, request: HttpRequest, event: WebhookEvent, *a: object, **p: object
    ) -> HttpResponse:
        assert isinstance(self, Method)
        return answer(request, event, *a, **p)


class MethodCoroutine(View):
    @receive
    async def post(
        self, request: HttpRequest, event: WebhookEvent, *a: object, **p: object
    ) -> HttpResponse:
        return answer(request, event, *a, **p)


class MethodDecorator(View):
    @method_decorator(receive)
    def post(
        self, request: HttpRequest, event: WebhookEvent, *a: object, **p: object
    ) -> HttpResponse:
        return answer(request, event, *a, **p)


class MethodDecoratorCoroutine(View):
    @method_decorator(receive)
    async def post(
        self, request: HttpRequest, event: WebhookEvent, *a: object, **p: object
    ) -> HttpResponse:
        return answer(request, event, *a, **p)


VIEWS: dict[str, Callable[..., Any]] = {
    "a function": function,
    "a partial": receive(partial(answer)),
    "a coroutine function": coroutine,
    "a partial of a coroutine function": receive(partial(late)),
    "a view class": receive(Plain.as_view()),
    "a view class of coroutines": receive(PlainCoroutine.as_view()),
    "dispatch by method_decorator": Dispatch.as_view(),
    "dispatch by method_decorator, among others": DispatchAmongOthers.as_view(),
    "dispatch of coroutines by method_decorator": DispatchCoroutine.as_view(),
    "dispatch": DispatchItself.as_view(),
    "dispatch of coroutines": DispatchItselfCoroutine.as_view(),
    "a method": Method.as_view(),
    "a method that is a coroutine": MethodCoroutine.as_view(),
    "a method by method_decorator": MethodDecorator.as_view(),
    "a method by method_decorator that is a coroutine": MethodDecoratorCoroutine.as_view(),
}
# The token is checked before a method is called, so there it is the class that must be exempt.
METHODS = [name for name in VIEWS if name.startswith("a method")]


@pytest.fixture(params=["WSGI", "ASGI"])
def post(request: pytest.FixtureRequest) -> Callable[..., HttpResponse]:
    def post_by_wsgi(to: str, body: bytes, content_type: str, **sent: str) -> Any:
        return Client().post(to, body, content_type=content_type, headers=sent)

    def post_by_asgi(to: str, body: bytes, content_type: str, **sent: str) -> Any:
        client = AsyncClient()
        return asyncio.run(client.post(to, body, content_type=content_type, headers=sent))

    return post_by_wsgi if request.param == "WSGI" else post_by_asgi


def reads_the_form(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    def middleware(request: HttpRequest) -> HttpResponse:
        assert request.POST is not None
        return get_response(request)

    return middleware


def reads_the_stream(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    def middleware(request: HttpRequest) -> HttpResponse:
        request.read()
        return get_response(request)

    return middleware


def routes(view: Callable[..., Any]) -> override_settings:
    urls: Any = ModuleType("urls")
    urls.urlpatterns = [
        path("hook", view),
        path("hook/<str:center>/<int:number>", view),
        re_path("^unnamed/([a-z]+)$", view),
    ]
    return override_settings(ROOT_URLCONF=urls)


@pytest.fixture(params=VIEWS.values(), ids=list(VIEWS))
def view(request: pytest.FixtureRequest) -> Iterator[None]:
    with routes(request.param):
        yield


Post = Callable[..., Any]
JSON = "application/json"


@pytest.mark.usefixtures("view")
@pytest.mark.parametrize(
    ("to", "arguments", "parameters"),
    [
        ("/hook", [], {}),
        ("/hook/a/7", [], {"center": "a", "number": 7}),
        ("/unnamed/a", ["a"], {}),
    ],
)
def test_every_kind_of_view_gets_the_event_and_the_urls_parameters(
    post: Post, to: str, arguments: list[str], parameters: dict[str, object]
) -> None:
    response = post(to, BODY, JSON, **sign(BODY, SECRET))
    assert response.json() == {"event": EVENT, "arguments": arguments, "parameters": parameters}


@pytest.mark.usefixtures("view")
def test_a_stranger_gets_401_before_every_kind_of_view(post: Post) -> None:
    response = post("/hook", BODY, JSON)
    assert (response.status_code, response.json()) == (401, {"error": "missing_header"})


@pytest.mark.usefixtures("view")
@pytest.mark.parametrize("middleware", ["reads_the_form", "reads_the_stream"])
def test_a_body_that_was_read_before_is_a_strangers(post: Post, middleware: str) -> None:
    with override_settings(MIDDLEWARE=[f"{__name__}.{middleware}"]):
        response = post("/hook", *MULTIPART)
        assert (response.status_code, response.json()) == (401, {"error": "missing_header"})
        response = post("/hook", *MULTIPART, **sign(BODY, SECRET))
        assert (response.status_code, response.json()) == (401, {"error": "no_match"})


@pytest.mark.usefixtures("view")
def test_a_form_that_nobody_read_is_a_strangers(post: Post) -> None:
    assert post("/hook", *MULTIPART).status_code == 401


@pytest.mark.usefixtures("view")
def test_a_delivery_is_taken_where_a_middleware_reads_forms(post: Post) -> None:
    with override_settings(MIDDLEWARE=[f"{__name__}.reads_the_form"]):
        assert post("/hook", BODY, JSON, **sign(BODY, SECRET)).status_code == 200


@pytest.mark.parametrize("name", sorted(VIEWS.keys() - set(METHODS)))
def test_no_csrf_token_is_needed(name: str) -> None:
    with routes(VIEWS[name]):
        client = Client(enforce_csrf_checks=True)
        headers = sign(BODY, SECRET)
        response = client.post("/hook", BODY, content_type=JSON, headers=headers)
    assert response.status_code == 200


@pytest.mark.parametrize("name", sorted(VIEWS.keys() - set(METHODS)))
@pytest.mark.parametrize("client", [Client, AsyncClient])
def test_nothing_but_a_post_is_taken(name: str, client: Any) -> None:
    with routes(VIEWS[name]):
        response = client().get("/hook")
        response = asyncio.run(response) if client is AsyncClient else response
    assert (response.status_code, response["Allow"]) == (405, "POST")


class Broken(io.BytesIO):
    """The connection of a stranger who hangs up."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise ConnectionResetError


@pytest.mark.usefixtures("view")
@pytest.mark.parametrize(
    "environ",
    [
        {"wsgi.input": Broken(), "CONTENT_LENGTH": "9"},
        {"wsgi.input": io.BytesIO(b"{}"), "CONTENT_LENGTH": "9"},
        {"wsgi.input": io.BytesIO(b"{}"), "CONTENT_LENGTH": "nine"},
        {"wsgi.input": io.BytesIO(b"{}"), "CONTENT_LENGTH": "-1"},
        {"wsgi.input": io.BytesIO(b"{}"), "CONTENT_LENGTH": ""},
    ],
    ids=["hangs up", "too short", "not a number", "negative", "empty"],
)
def test_a_body_that_cannot_be_read_is_a_strangers(environ: dict[str, Any]) -> None:
    start: Any = mock.Mock()
    usual = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/hook",
        "SERVER_NAME": "x",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
    }
    with override_settings(MIDDLEWARE=[]):
        WSGIHandler()(usual | environ, start)
    assert start.call_args.args[0] == "401 Unauthorized"
