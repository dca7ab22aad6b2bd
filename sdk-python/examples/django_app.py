"""AA_WEBHOOK_SECRET=whsec_... python examples/django_app.py 9000"""

import os
import sys
from wsgiref.simple_server import make_server

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from aviationalley_webhooks import MemoryStore, Webhook, WebhookEvent, handle_once
from aviationalley_webhooks.django import receives

# What a project has in its settings; nothing of it is special to webhooks.
settings.configure(
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["127.0.0.1"],
    MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"],
)
webhook = Webhook(os.environ["AA_WEBHOOK_SECRET"])
store = MemoryStore()


@receives(webhook)
def hook(request: HttpRequest, event: WebhookEvent) -> HttpResponse:
    outcome = handle_once(event["id"], store, lambda: print(event["type"], event["id"], flush=True))
    return HttpResponse(status=409 if outcome == "in_progress" else 200)


urlpatterns = [path("webhooks/aviationalley", hook)]

if __name__ == "__main__":
    make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application()).serve_forever()
