"""What tests/vectors.json has, which Rust and JavaScript answer too."""

import json
import subprocess
import sys
from typing import Any

import pytest
from support import REPOSITORY, VECTORS, body_of, name_of

from aviationalley_webhooks import (
    Webhook,
    WebhookVerificationError,
    construct_event,
    explain,
    sign,
    verify,
)

Case = dict[str, Any]


def options_of(case: Case) -> dict[str, Any]:
    return {
        "now": case["now"],
        "tolerance": case["tolerance"],
        "allow_untimed": case["allowUntimed"],
    }


def published() -> list[Case]:
    """Those of the published codes whose key is text, as a secret is, and whose code is whole."""
    cases = VECTORS["rfc4231"] + VECTORS["wycheproof"]
    return [
        case | {"secret": secret, "header": mac.hex()}
        for case in cases
        if (secret := text_of(body_of({"body": case["key"]})))
        and len(mac := body_of({"body": case["mac"]})) == 32
    ]


def text_of(key: bytes) -> str | None:
    try:
        return key.decode()
    except UnicodeDecodeError:
        return None


def test_a_good_part_of_the_published_keys_is_text() -> None:
    assert len(published()) > 20


@pytest.mark.parametrize("case", published(), ids=name_of)
def test_published_codes_get_their_verdict(case: Case) -> None:
    valid = case.get("verdict", "valid") == "valid"
    assert verify(body_of(case), case["header"], case["secret"]) is valid


@pytest.mark.parametrize("case", VECTORS["aviationalley"], ids=name_of)
def test_every_signature_of_the_body_gets_its_verdict(case: Case) -> None:
    if case["verdict"] == "refused":
        with pytest.raises(ValueError, match="signing secret is missing"):
            verify(body_of(case), case["header"], case["secret"])
    else:
        valid = case["verdict"] == "valid"
        assert verify(body_of(case), case["header"], case["secret"]) is valid


@pytest.mark.parametrize("case", VECTORS["standard"], ids=name_of)
def test_every_standard_webhooks_signature_gets_its_verdict(case: Case) -> None:
    headers = {
        "webhook-id": case["id"],
        "webhook-timestamp": str(case["timestamp"]),
        "webhook-signature": case["header"],
    }
    if case["verdict"] == "refused":
        with pytest.raises(ValueError, match="signing secret is"):
            Webhook(case["secret"])
        return
    webhook = Webhook(case["secret"])
    try:
        webhook.construct_event(body_of(case), headers, now=case["timestamp"])
        reason = None
    except WebhookVerificationError as refused:
        reason = refused.reason
    if case["timestamp"] < 0 or not case["id"].isascii():
        # The scheme would take them; no delivery has them.
        assert reason == "malformed_header"
    else:
        # Bodies that are signed and no events have passed the signature too.
        signed = {None, "not_json", "unknown_shape", "header_mismatch"}
        assert (reason in signed) is (case["verdict"] == "valid"), reason


@pytest.mark.parametrize("case", VECTORS["events"], ids=name_of)
def test_every_request_gets_its_verdict_and_reason(case: Case) -> None:
    body, headers, secrets = body_of(case), case["headers"], case["secrets"]
    if case["verdict"] == "refused":
        with pytest.raises(ValueError, match="signing secret is"):
            construct_event(body, headers, secrets, **options_of(case))
        with pytest.raises(ValueError, match="signing secret is"):
            Webhook(secrets)
    elif case["verdict"] == "invalid":
        with pytest.raises(WebhookVerificationError) as refused:
            construct_event(body, headers, secrets, **options_of(case))
        with pytest.raises(WebhookVerificationError) as refused_keyed:
            Webhook(secrets).construct_event(body, headers, **options_of(case))
        assert refused.value.reason == refused_keyed.value.reason == case["reason"]
    else:
        event = construct_event(body, headers, secrets, **options_of(case))
        assert event == json.loads(body)
        assert Webhook(secrets).construct_event(body, headers, **options_of(case)) == event


@pytest.mark.parametrize("case", VECTORS["explanations"], ids=name_of)
def test_every_request_gets_its_explanation(case: Case) -> None:
    body, headers, secrets = body_of(case), case["headers"], case["secrets"]
    findings = explain(body, headers, secrets, **options_of(case))
    assert [finding.code for finding in findings] == case["findings"]
    assert all(" " in finding.message for finding in findings)


@pytest.mark.parametrize("case", VECTORS["signed"], ids=name_of)
def test_what_is_signed_has_the_headers_of_a_delivery(case: Case) -> None:
    body, options = body_of(case), {"id": case["id"], "timestamp": case["timestamp"]}
    assert sign(body, case["secrets"], **options) == case["headers"]
    assert Webhook(case["secrets"]).sign(body, **options) == case["headers"]


def test_the_vectors_are_what_their_script_writes() -> None:
    subprocess.run(
        [sys.executable, REPOSITORY / "tests/make_vectors.py", "--check"], check=True, timeout=60
    )
