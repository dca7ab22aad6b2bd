"""Writes vectors.json, which the Rust, JavaScript and Python tests all read. The cases are in vectors/.

python3 tests/make_vectors.py           write the file
python3 tests/make_vectors.py --check   fail when the file is not what this would write
"""

import json
import sys
from pathlib import Path

from vectors import bodies, events, explanations, primitives, signatures

FILE = Path(__file__).with_name("vectors.json")


def main() -> None:
    vectors = {
        "about": "Made by make_vectors.py. Keys, codes and all bodies are base64. A verdict is valid, invalid, or "
        "refused: the secret is its owner's mistake. events are cases of constructEvent, with its reason; "
        "explanations of explain, with the codes of what it finds, in order; signed of sign.",
        "rfc4231": primitives.rfc4231(),
        "wycheproof": primitives.wycheproof(),
        "aviationalley": signatures.aviationalley(),
        "standard": signatures.standard(),
        "events": events.cases() + bodies.cases(),
        "explanations": explanations.cases(),
        "signed": events.signed(),
    }
    text = json.dumps(vectors, indent=1) + "\n"
    if "--check" not in sys.argv[1:]:
        FILE.write_text(text)
    elif FILE.read_text() != text:
        sys.exit("tests/vectors.json is stale: python3 tests/make_vectors.py")


main()
