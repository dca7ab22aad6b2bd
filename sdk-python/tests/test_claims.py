"""What the README says of other people's software is so."""

import time
from importlib.metadata import version
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from flask import Flask
from standardwebhooks import Webhook as StandardWebhook
from standardwebhooks import WebhookVerificationError as StandardError
from support import BODY, EVENT, NEXT_SECRET, PACKAGE, SECRET, reason

from aviationalley_webhooks import Webhook, sign
from aviationalley_webhooks import django as our_django
from aviationalley_webhooks import flask as our_flask

README = (PACKAGE / "README.md").read_text()

standardwebhooks: Any = StandardWebhook  # untyped
standard = standardwebhooks(SECRET)


def test_the_version_compared_with_is_the_one_here() -> None:
    assert f"`standardwebhooks` {version('standardwebhooks')}" in README


def test_standardwebhooks_checks_one_signature_and_parses_unless_told() -> None:
    other = sign(BODY, NEXT_SECRET)["x-aviationalley-signature"]
    headers = sign(BODY, SECRET) | {"x-aviationalley-signature": other}
    assert reason(headers, now=None) == "no_match"
    assert standard.verify(BODY, headers) == EVENT
    assert standard.verify(BODY, headers, json_parse=False) is None


def test_standardwebhooks_checks_the_age() -> None:
    for away in (-301, 302):
        headers = sign(BODY, SECRET, timestamp=time.time() + away)
        with pytest.raises(StandardError, match=r"too (old|new)"):
            standard.verify(BODY, headers)


def test_standardwebhooks_takes_what_is_no_event() -> None:
    assert standard.verify(b"[]", sign(b"[]", SECRET)) == []
    assert reason(sign(b"[]", SECRET), b"[]", now=None) == "unknown_shape"


def test_flask_limits_a_body_by_max_content_length() -> None:
    app = Flask("receiver")
    app.config["MAX_CONTENT_LENGTH"] = len(BODY)
    app.post("/")(our_flask.receives(Webhook(SECRET))(lambda event: ("", 200)))
    for body, status in ((BODY, 200), (BODY + b" ", 413)):
        response = app.test_client().post("/", data=body, headers=sign(body, SECRET))
        assert response.status_code == status


def test_django_limits_a_body_by_data_upload_max_memory_size() -> None:
    hook = our_django.receives(Webhook(SECRET))(lambda request, event: HttpResponse())

    def post(body: bytes) -> HttpResponse:
        headers = sign(body, SECRET)
        request = RequestFactory().post("/", body, content_type="application/json", headers=headers)
        response: HttpResponse = hook(request)
        return response

    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=len(BODY)):
        assert post(BODY).status_code == 200
        # Which Django answers itself, with 400.
        with pytest.raises(RequestDataTooBig):
            post(BODY + b" ")
