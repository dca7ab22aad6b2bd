"""Errors that travel: copied, pickled, or thrown in another process."""

import copy
import multiprocessing
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

import pytest
from support import BODY, SECRET

from aviationalley_webhooks import Finding, WebhookVerificationError, construct_event, explain


def refuse() -> None:
    construct_event(BODY, {}, SECRET)


def find() -> list[Finding]:
    return explain(BODY, {}, SECRET)


def refusal() -> WebhookVerificationError:
    with pytest.raises(WebhookVerificationError) as refused:
        refuse()
    return refused.value


def pickled(protocol: int) -> Callable[[WebhookVerificationError], WebhookVerificationError]:
    def travel(error: WebhookVerificationError) -> WebhookVerificationError:
        travelled: WebhookVerificationError = pickle.loads(pickle.dumps(error, protocol))
        return travelled

    return travel


@pytest.mark.parametrize(
    "travel",
    [copy.copy, copy.deepcopy, *map(pickled, range(pickle.HIGHEST_PROTOCOL + 1))],
    ids=["copy", "deepcopy", *map(str, range(pickle.HIGHEST_PROTOCOL + 1))],
)
def test_a_copy_of_an_error_keeps_its_reason(
    travel: Callable[[WebhookVerificationError], WebhookVerificationError],
) -> None:
    original = refusal()
    original.add_note("noted")
    error = travel(original)
    assert type(error) is WebhookVerificationError
    assert error.reason == "missing_header"
    assert error.message == str(error) == "the header webhook-id is missing"
    assert error.__notes__ == ["noted"]


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_an_error_of_another_process_keeps_its_reason(method: str) -> None:
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        error = pool.submit(refuse).exception(timeout=60)
        assert pool.submit(find).result(timeout=60) == find()
    assert isinstance(error, WebhookVerificationError)
    assert (error.reason, str(error)) == ("missing_header", "the header webhook-id is missing")


def test_an_error_that_is_made_by_name_keeps_its_reason() -> None:
    made = WebhookVerificationError(reason="no_match", message="of a test")
    for error in (made, copy.copy(made), pickled(5)(made)):
        assert (error.reason, error.message, str(error)) == ("no_match", "of a test", "of a test")
