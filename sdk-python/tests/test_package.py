"""The wheel and the source distribution, as a stranger to this repository gets them."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from support import PACKAGE, REPOSITORY

Run = Callable[..., str]

# What the README promises, with nothing but the package at hand.
PROGRAM = """
from aviationalley_webhooks import WebhookVerificationError, construct_event, sign, verify
from aviationalley_webhooks import events, once

secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
body = b'{"id":"del_1","type":"webhook.test","centerId":"c","createdAt":"","data":{}}'
headers = sign(body, secret)
assert verify(body, headers["x-aviationalley-signature"], secret)
assert construct_event(body, headers, secret)["id"] == "del_1"
try:
    construct_event(body + b" ", headers, secret)
except WebhookVerificationError as refused:
    print(refused.reason)
"""


def run(*command: str | Path, at: Path) -> str:
    environment = {
        # No network: what is not here already is not needed.
        "CARGO_NET_OFFLINE": "true",
        "PIP_NO_INDEX": "1",
        # The crates of other people, which are compiled already.
        "CARGO_TARGET_DIR": str(REPOSITORY / "target"),
        # The build tool is looked for by name.
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": "",
    }
    done = subprocess.run(
        command,
        check=False,
        cwd=at,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def install_into_an_empty_environment(wheel: Path, at: Path) -> Path:
    run(sys.executable, "-m", "venv", "--without-pip", at / "empty", at=at)
    python = at / "empty/bin/python"
    run(sys.executable, "-m", "pip", "-q", "--python", python, "install", wheel, at=at)
    return python


@pytest.fixture(scope="module")
def wheel() -> Path:
    """The one that `make python-package` has built."""
    [wheel] = (REPOSITORY / "target/python-package").glob("*.whl")
    return wheel


def test_the_wheel_is_for_every_python_from_3_11_on(wheel: Path) -> None:
    assert "-cp311-abi3-" in wheel.name


def test_the_wheel_carries_the_licence(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        [metadata] = [name for name in archive.namelist() if name.endswith("/METADATA")]
        assert b"\nLicense-Expression: MIT\n" in archive.read(metadata)
        licence = archive.read(metadata.replace("METADATA", "licenses/LICENSE"))
    assert licence == (REPOSITORY / "LICENSE").read_bytes()


def test_the_wheel_works_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    python = install_into_an_empty_environment(wheel, tmp_path)
    assert run(python, "-c", PROGRAM, at=tmp_path) == "no_match\n"
    listed = run(sys.executable, "-m", "pip", "--python", python, "list", at=tmp_path)
    assert len(listed.splitlines()) == 3, "it depends on nothing"


def test_the_readmes_command_installs_it(wheel: Path, tmp_path: Path) -> None:
    [command] = re.findall(r"```sh\n(.*?)```", (PACKAGE / "README.md").read_text(), re.DOTALL)
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "empty", at=tmp_path)
    python = tmp_path / "empty/bin/python"
    # As pasted, but for where it looks and where it installs.
    run(
        "env",
        f"PIP_PYTHON={python}",
        f"PIP_FIND_LINKS={wheel.parent}",
        "sh",
        "-ec",
        command,
        at=tmp_path,
    )
    assert run(python, "-c", PROGRAM, at=tmp_path) == "no_match\n"


def test_type_checkers_find_the_types_of_the_installed_wheel(wheel: Path, tmp_path: Path) -> None:
    python = install_into_an_empty_environment(wheel, tmp_path)
    (tmp_path / "typed.py").write_bytes((PACKAGE / "examples/typed.py").read_bytes())
    run(
        sys.executable, "-m", "mypy", "--strict", "--config-file=", "--python-executable", python,
        "typed.py", at=tmp_path,
    )  # fmt: skip


def test_the_source_distribution_builds_by_itself(tmp_path: Path) -> None:
    run(sys.executable, "-m", "maturin", "sdist", "--out", tmp_path, at=PACKAGE)
    [archive] = tmp_path.glob("*.tar.gz")
    run(
        sys.executable, "-m", "pip", "-q", "wheel", "--no-build-isolation", "--no-deps", archive,
        at=tmp_path,
    )  # fmt: skip
    [wheel] = tmp_path.glob("*.whl")
    python = install_into_an_empty_environment(wheel, tmp_path)
    assert run(python, "-c", PROGRAM, at=tmp_path) == "no_match\n"
