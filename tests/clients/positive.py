"""Sends what the document allows, and looks at what is refused.

Of each operation `EXAMPLES` requests are made from its schemas. Each has to be accepted, or refused by a rule that no
schema can state; `RULES` lists those, with the words by which the document states each.
"""

import json
import os
import re
import sys
from datetime import datetime
from typing import Any

import hypothesis
import schemathesis
from hypothesis import HealthCheck, Phase, strategies
from schemathesis import GenerationMode

EXAMPLES = int(os.environ.get("EXAMPLES", "10"))
SEED = int(os.environ.get("SEED", "1"))
KEY = {"Authorization": f"Bearer {os.environ['AA_LIVE_KEY']}"}

# A refusal's message, and words that the field's description has to have.
RULES = {
    r"must be after (\w+)": "after `{}`",
    r"must be at most .* after (\w+)": "after `{}`",
    r"at most \d+, the size of the pool": "`poolSize`",
    r"block time": "`blockMinutes`",
    r"must be .*, or left out": "must be the same",
    r"too large to be kept exact": r"less than 2\^53",
    r"with at most 3 decimals": "at most 3 decimals",
    r"RANDOM test": "RANDOM",
    r"for this type|for a SWAP only": "DROP|PICKUP|SWAP",
    r"someone other|must not be the check instructor": "colleague|another person",
    r"for category [ABCD]": "category",
    r"belongs to RECURRENT training": "recurrent",
    r"does not exist|not in the crew roster": "of the same center",
    r"must name \* alone": "`\\*` alone",
    r"is not a result of|means|is for ALCOHOL|required for this result": "alcohol|DRUG",
    r"absolute URL|host|https|not contain|#fragment|lead back|port 443": "https://",
    r"must not be in the future|must not be before|must be in the future": "time|when|before|ahead",
    r"must name some of FAILED": "final states",
    r"at most 7 days ahead": "7 days ahead",
    r"the same twice": "No item twice|number of its own",
}

with open("openapi.json") as file:
    document = json.load(file)

# JSON Schema has no range for times, so that their descriptions state the years.
times = strategies.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30))
schemathesis.openapi.format("date-time", times.map(lambda time: f"{time.isoformat()}Z"))
schemathesis.openapi.format("date", times.map(lambda time: time.date().isoformat()))


def described(operation: dict[str, Any], field: str) -> str:
    """What the document says of a request's field."""
    texts = [document["info"]["description"], operation.get("description", "")]
    for parameter in operation.get("parameters", []):
        if parameter["name"] == field:
            texts.append(parameter["description"])
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    schema = body and document["components"]["schemas"][body["schema"]["$ref"].split("/")[-1]]
    for name in field.replace("[]", "").split(".") if schema else []:
        schema = schema.get("properties", {}).get(name, {})
        texts.append(schema.get("description", ""))
        schema = schema.get("items", schema)
    return "\n".join(texts)


def is_told(operation: dict[str, Any], field: str, message: str) -> bool:
    """Whether the refusal is of a rule of `RULES`, and the document states it."""
    for rule, words in RULES.items():
        if found := re.search(rule, message):
            words = words.format(*map(re.escape, found.groups()))
            return bool(re.search(words, described(operation, field), re.IGNORECASE))
    return False


def drive(api_operation: Any) -> tuple[int, set[str]]:
    """Sends requests of one operation; how many, and which refusals are not told."""
    path, method = api_operation.path, api_operation.method
    raw = document["paths"][path][method]
    sent, untold = [], set()

    @hypothesis.seed(SEED)
    @hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(api_operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def send(case: Any) -> None:
        # A cursor is what a page gave; another one is refused, as its description says.
        (case.query or {}).pop("cursor", None)
        answer = case.call(headers=KEY)
        sent.append(answer.status_code)
        if answer.status_code < 400 or answer.status_code in (404, 409):
            return
        problem = answer.json()
        for error in problem.get("errors") or [{"field": "", "message": problem["detail"]}]:
            field = re.sub(r"\[\d+\]", "[]", error["field"])
            if answer.status_code != 422 or not is_told(raw, field, error["message"]):
                said = f"{answer.status_code} {field}: {error['message']}"
                untold.add(f"{method.upper()} {path}: {said} of {case.query} {case.body}"[:600])

    send()
    return len(sent), untold


schema = schemathesis.openapi.from_dict(document)
schema.config.update(base_url=os.environ["AA_SERVER"])
operations = [result.ok() for result in schema.get_all_operations()]
outcomes = [drive(one) for one in operations if not one.path.startswith("/admin")]
print(sum(sent for sent, _ in outcomes), "requests")
untold = sorted(set().union(*(untold for _, untold in outcomes)))
sys.exit("\n".join(untold) or 0)
