"""Prints what verify says of each delivery, or that it raised."""

import base64
import contextlib
import json
import sys
from pathlib import Path

from verify import verify

for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
    delivery = json.loads(line)
    verdict: bool | str = "threw"
    with contextlib.suppress(Exception):
        verdict = verify(
            base64.b64decode(delivery["body"]), delivery["signature"], delivery["secret"]
        )
    print(str(verdict).lower())
