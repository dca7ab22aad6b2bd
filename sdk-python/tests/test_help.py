"""What a developer sees of the package: its help, and what a test can replace."""

import ast
import inspect
import pydoc
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
from support import BODY, EVENT, HEADERS, NOW, PACKAGE, SECRET

import aviationalley_webhooks
from aviationalley_webhooks import Webhook, construct_event

STUB = (PACKAGE / "python/aviationalley_webhooks/_native.pyi").read_text()
FUNCTIONS = ["construct_event", "explain", "sign", "verify"]


def documented() -> Iterator[tuple[str, str]]:
    """The names of the stub that have something to say, and what."""
    for node in ast.parse(STUB).body:
        match node:
            case ast.FunctionDef(name=name):
                yield name, ast.get_docstring(node) or ""
            case ast.ClassDef(name="Webhook", body=members):
                yield "Webhook", ast.get_docstring(node) or ""
                for member in members:
                    if isinstance(member, ast.FunctionDef) and member.name != "__new__":
                        yield f"Webhook.{member.name}", ast.get_docstring(member) or ""


def found(name: str) -> Any:
    value: Any = aviationalley_webhooks
    for part in name.split("."):
        value = getattr(value, part)
    return value


@pytest.mark.parametrize(("name", "docstring"), list(documented()), ids=lambda value: value[:20])
def test_the_docstrings_are_those_of_the_stub(name: str, docstring: str) -> None:
    assert len(docstring) > 30
    assert inspect.getdoc(found(name)) == docstring


@pytest.mark.parametrize("name", aviationalley_webhooks.__all__)
def test_everything_that_is_called_has_help(name: str) -> None:
    value = found(name)
    if inspect.isclass(value) or inspect.isroutine(value):
        assert inspect.getdoc(value)
        assert inspect.signature(value)


def test_help_shows_the_signature_and_every_parameter() -> None:
    shown = pydoc.plain(pydoc.render_doc(construct_event))
    signature = "(raw_body, headers, secret, *, tolerance=300.0, now=None, allow_untimed=False)"
    assert f"construct_event{signature}" in shown
    for parameter in inspect.signature(construct_event).parameters:
        assert f":param {parameter}:" in shown


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("autospec", [None, True])
def test_a_method_can_be_replaced_on_one_and_on_all(name: str, autospec: bool | None) -> None:
    webhook = Webhook(SECRET)
    original = getattr(webhook, name)
    for target in (webhook, Webhook):
        with mock.patch.object(target, name, autospec=autospec) as replaced:
            replaced.return_value = "replaced"
            call: Callable[..., object] = getattr(webhook, name)
            assert call(BODY, HEADERS) == "replaced" if name != "sign" else call(BODY) == "replaced"
        assert getattr(webhook, name) == original
    assert webhook.construct_event(BODY, HEADERS, now=NOW) == EVENT


def test_a_replaced_method_of_one_leaves_the_others_alone() -> None:
    first, second = Webhook(SECRET), Webhook(SECRET)
    with mock.patch.object(first, "verify", return_value="replaced"):
        assert second.verify(BODY, HEADERS["x-aviationalley-signature"]) is True


def test_a_stand_in_has_the_same_methods() -> None:
    stand_in = mock.create_autospec(Webhook, instance=True)
    stand_in.construct_event(BODY, HEADERS, now=NOW)
    with pytest.raises(AttributeError):
        stand_in.constructEvent(BODY, HEADERS)
