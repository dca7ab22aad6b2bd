import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from redis import Redis
from redis.exceptions import ConnectionError

# Django reads its settings once in a process.
settings.configure(ALLOWED_HOSTS=["*"], MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"])


@pytest.fixture(scope="session")
def redis_socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where a real redis-server listens, of these tests alone: `.ci/run` installs it."""
    if shutil.which("redis-server") is None:
        missing = "not run, since it is not installed: redis-server"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    folder = tmp_path_factory.mktemp("redis")
    socket = folder / "socket"
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder],
            stdout=log,
        )
    try:
        wait_for(socket, server)
        yield socket
    finally:
        server.kill()
        server.wait()


def wait_for(socket: Path, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        try:
            with Redis(unix_socket_path=str(socket)) as client:
                client.ping()
            return
        except ConnectionError:
            assert server.poll() is None, "redis-server ended"
            time.sleep(0.05)
    raise TimeoutError("redis-server does not listen")
