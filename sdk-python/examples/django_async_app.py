"""AA_WEBHOOK_SECRET=whsec_... python examples/django_async_app.py 9000"""

import os
import sys

import uvicorn
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views import View

from aviationalley_webhooks import MemoryStore, Webhook, WebhookEvent, handle_once_async
from aviationalley_webhooks.django import receives

# What a project has in its settings; nothing of it is special to webhooks.
settings.configure(
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["127.0.0.1"],
    MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"],
)
webhook = Webhook(os.environ["AA_WEBHOOK_SECRET"])
store = MemoryStore()


async def handle(event: WebhookEvent) -> None:
    print(event["type"], event["id"], flush=True)


@method_decorator(receives(webhook), name="dispatch")
class Hook(View):
    async def post(self, request: HttpRequest, event: WebhookEvent, center: str) -> HttpResponse:
        outcome = await handle_once_async(event["id"], store, lambda: handle(event))
        return HttpResponse(status=409 if outcome == "in_progress" else 200)


urlpatterns = [path("webhooks/<str:center>", Hook.as_view())]

if __name__ == "__main__":
    uvicorn.run(
        get_asgi_application(), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning"
    )
