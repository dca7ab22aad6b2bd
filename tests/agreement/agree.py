"""The npm and the PyPI package give the same answers to requests that nobody thought of.

    python3 tests/agreement/agree.py [SEED]

Both packages have to be built. Each case is a delivery that a few random things happened to, and is
asked of `verify`, `construct_event` and `explain`; messages are compared too.
"""

import base64
import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from aviationalley_webhooks import (
    WebhookVerificationError,
    construct_event,
    explain,
    sign,
    verify,
)

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
CASES = 2_000

SECRETS = [
    "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=",
]
FAULTY_SECRETS = ["", "whsec_", "x", SECRETS[0][6:], f" {SECRETS[0]}\n", f'"{SECRETS[0]}"', "é"]
NOW = 1_780_236_202
EVENT = {
    "id": "del_8f2c0d1e",
    "type": "booking.created",
    "centerId": "0b1f5b0e-6a55-4a68-9a0e-2f7f3c1d9e11",
    "createdAt": "2026-05-31T14:03:22.000Z",
    "data": {"notes": "é✈ /\n", "hours": [1.5, -2, None, True]},
}
SIGNATURE = "x-aviationalley-signature"

Case = dict[str, Any]
Answer = dict[str, Any]


class Chance(random.Random):
    def once_in(self, times: int) -> bool:
        return self.randrange(times) == 0

    def text(self) -> str:
        alphabet = 'aZ09-_.,:;=+/ \t\n\0"\\{}[]é✈\ufffd\ufeff😀\x7f\x85\u2028'
        return "".join(self.choices(alphabet, k=self.choice([0, 1, 2, 43, 44, 64, 255, 256])))

    def spoiled(self, text: str) -> str:
        """One thing happens to a text."""
        at = self.randrange(len(text) + 1)
        return self.choice(
            [
                text[:at] + text[at + 1 :],
                text[:at] + self.text()[:1] + text[at:],
                text[:at],
                text.upper(),
                text.swapcase(),
                f" {text}",
                f"{text} ",
                f"{text}, {text}",
                f"v1,x {text}",
                f"{text} v2,y",
                f"0{text}",
                f"{text}000",
                f"-{text}",
                self.text(),
                "",
            ]
        )

    def body(self) -> bytes:
        event: dict[str, Any] = dict(EVENT)
        if self.once_in(3):
            name = self.choice(list(event))
            event[name] = self.choice([self.text(), None, 1, {}, [], {"": self.text()}, True])
        if self.once_in(5):
            del event[self.choice(list(event))]
        if self.once_in(5):
            event[self.text()] = self.text()
        text = json.dumps(
            event,
            ensure_ascii=self.once_in(2),
            separators=self.choice([(",", ":"), (", ", ": ")]),
        )
        for _ in range(self.choice([0, 0, 0, 1, 2])):
            at = self.randrange(len(text) + 1)
            tokens = ["NaN", "1e999", "9" * 513, "[" * 129, "\\ud800", '"', ",", "\ufeff", "0", "-"]
            token = self.choice([*tokens, " ", "\n", "\0", "\u2028", '"id":"x",', self.text()])
            text = text[:at] + token + text[at + self.randrange(2) :]
        body = text.encode()
        if self.once_in(12):
            at = self.randrange(len(body) + 1)
            body = body[:at] + self.randbytes(1) + body[at + 1 :]
        return body

    def headers(self, body: bytes, secrets: list[str]) -> list[tuple[str, str]]:
        other = "del_1" if self.once_in(10) else None
        timestamp = NOW + self.choice([0, 0, 0, 299, 300, 301, -299, -300, -301, 10**9])
        signed = list(sign(body, secrets, id=other, timestamp=timestamp).items())
        for _ in range(self.choice([0, 0, 0, 1, 2])):
            at = self.randrange(len(signed))
            name, value = signed[at]
            match self.randrange(4):
                case 0:
                    del signed[at]
                case 1:
                    signed.insert(self.randrange(len(signed)), (name.title(), value))
                case _:
                    signed[at] = (name, self.spoiled(value))
            signed = signed or [("x", "y")]
        if self.once_in(8):
            signed = [(name, value) for name, value in signed if name.startswith("x-")]
        self.shuffle(signed)
        return [(self.choice([name, name.upper(), name.title()]), value) for name, value in signed]

    def case(self) -> Case:
        signers = self.choice([SECRETS[:1], SECRETS[:1], SECRETS[:1], SECRETS[1:], SECRETS])
        body = self.body()
        headers = self.headers(body, signers)
        if self.once_in(6):
            changed = [body + b"\n", body.strip(), b"", body[:-1], self.body()]
            body = self.choice([*changed, base64.b64encode(body)])
        secrets = self.choice([SECRETS[:1], SECRETS[:1], SECRETS, SECRETS[::-1]])
        if self.once_in(15):
            secrets = [*secrets, self.choice(FAULTY_SECRETS)][self.randrange(3) :]
        return {
            "body": base64.b64encode(body).decode(),
            "headers": headers,
            "secrets": secrets,
            "options": {
                "now": NOW + self.choice([0, 0, 0, 0.5, 0.999, 10**6]),
                "tolerance": self.choice([300, 300, 300, 0, 299.5, 10**10]),
                "allowUntimed": self.once_in(3),
            },
        }


def answer(case: Case) -> Answer:
    body, headers, secrets = base64.b64decode(case["body"]), case["headers"], case["secrets"]
    options = dict(case["options"])
    options["allow_untimed"] = options.pop("allowUntimed")
    hexadecimal = next((v for name, v in headers if name.lower() == SIGNATURE), None)
    found = explain(body, headers, secrets, **options)
    answer: Answer = {"findings": [[finding.code, finding.message] for finding in found]}
    try:
        answer["verified"] = verify(body, hexadecimal, secrets)
    except ValueError as mistake:
        answer["verified"] = str(mistake)
    try:
        event = construct_event(body, headers, secrets, **options)
        answer["event"] = [event["id"], event["type"], event["centerId"], event["createdAt"]]
    except WebhookVerificationError as refused:
        answer["refused"] = [refused.reason, str(refused)]
    except ValueError as mistake:
        answer["mistake"] = str(mistake)
    return answer


def main() -> None:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.SystemRandom().randrange(10**6)
    chance = Chance(seed)
    cases = [chance.case() for _ in range(CASES)]
    ours = [answer(case) for case in cases]
    node = subprocess.run(
        [REPOSITORY / "scripts/node.sh", HERE / "answer.mjs"],
        input=json.dumps(cases),
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    if node.returncode != 0:
        sys.exit(node.stderr)
    theirs = json.loads(node.stdout)
    for case, python, javascript in zip(cases, ours, theirs, strict=True):
        if python != javascript:
            said = {"python": python, "javascript": javascript, "case": case}
            shown = json.dumps(said, indent=1)
            sys.exit(f"seed {seed}: the packages disagree\n{shown}")
    kinds = Counter(one.get("refused", [*one.keys()][-1:])[0] for one in ours)
    print(f"seed {seed}: {CASES} cases, the same answers: {dict(kinds.most_common())}")
    # A change to the cases must not make them all alike.
    expected = {"event", "mistake", "no_match", "missing_header", "malformed_header", "not_json"}
    expected |= {"timestamp_too_old", "timestamp_too_new", "unknown_shape", "header_mismatch"}
    if missing := expected - kinds.keys():
        sys.exit(f"no case of {missing}")


if __name__ == "__main__":
    main()
