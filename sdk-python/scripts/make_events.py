"""Writes events.py, the types of all events, from the catalog that the worker serves.

python3 sdk-python/scripts/make_events.py           write the file
python3 sdk-python/scripts/make_events.py --check   fail when it is not what this would write
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[1]
CATALOG = PACKAGE.parent / "worker/event-types.json"
TARGET = PACKAGE / "python/aviationalley_webhooks/events.py"

WIDTH = 100
INDENT = "    "

HEAD = '''"""The types of all events. Made by scripts/make_events.py from worker/event-types.json."""

from typing import {imports}


class _Envelope(TypedDict):
    """What every event has around its data."""

    id: str
    """The delivery's id, the same in every attempt."""
    centerId: str
    """The center that it happened in."""
    createdAt: str
    """When it happened, RFC 3339."""
'''

Schema = dict[str, Any]


def main() -> None:
    text = module(json.loads(CATALOG.read_text())["data"])
    if "--check" not in sys.argv:
        TARGET.write_text(text)
    elif TARGET.read_text() != text:
        sys.exit(f"{TARGET.name} is not what {CATALOG.name} says: run {Path(__file__).name}")


def module(events: list[Schema]) -> str:
    by_schema: dict[str, list[str]] = {}
    for event in events:
        by_schema.setdefault(json.dumps(event["schema"]), []).append(event["type"])
    data_names = {schema: data_name(types) for schema, types in by_schema.items()}
    if len(set(data_names.values())) < len(data_names):
        sys.exit("two records would have one name")

    classes = Classes()
    declared: list[tuple[str, Schema]] = []
    for text, name in data_names.items():
        schema = json.loads(text)
        base = next((base for base in declared if extends(schema, base[1])), None)
        classes.declare(name, schema, base)
        declared.append((name, schema))
    for event in events:
        classes.add(
            f"{pascal(event['type'])}Event",
            event["description"],
            [
                f"{INDENT}type: Literal[{quoted(event['type'])}]",
                f"{INDENT}data: {data_names[json.dumps(event['schema'])]}",
            ],
            base="_Envelope",
        )
    types = literal("EventType", [event["type"] for event in events])
    union = alias("WebhookEvent", [f"{pascal(event['type'])}Event" for event in events])
    aliases = f'{types}\n\n{union}\n"""Its type tells which."""\n'
    body = "\n\n".join([*classes.texts, aliases])
    names = ["Any", "Literal", "NotRequired", "TypeAlias", "TypedDict"]
    imports = ", ".join(name for name in names if re.search(rf"\b{name}\b", HEAD + body))
    return HEAD.replace("{imports}", imports) + "\n\n" + body


def data_name(types: list[str]) -> str:
    """`booking.created` and `booking.cancelled` carry a `BookingData`; one alone is called after
    its whole type."""
    common = types[0].split(".")
    for other in types[1:]:
        words = other.split(".")
        common = [word for word, same in zip(common, words, strict=False) if word == same]
    if not common:
        sys.exit(f"no common name: {types}")
    return pascal(".".join(common)) + "Data"


def extends(schema: Schema, base: Schema) -> bool:
    """`booking.updated` has what all of its kind have, and more."""
    own, theirs = schema["properties"], base["properties"]
    return (
        schema.get("description") == base.get("description")
        and theirs.items() <= own.items()
        and theirs.keys() & schema["required"] == set(base["required"])
    )


class Classes:
    def __init__(self) -> None:
        self.texts: list[str] = []

    def declare(self, name: str, schema: Schema, base: tuple[str, Schema] | None = None) -> None:
        base_name, inherited = (base[0], base[1]["properties"]) if base else ("TypedDict", {})
        required = schema.get("required", [])
        members = []
        for member, of in schema["properties"].items():
            if member in inherited:
                continue
            text = self.type_of(of, name.removesuffix("Data") + member[0].upper() + member[1:])
            if member not in required:
                text = f"NotRequired[{text}]"
            members.append(wrapped(f"{INDENT}{member}: {text}"))
            if "description" in of:
                members.append(docstring(of["description"], INDENT))
        self.add(name, schema.get("description"), members, base_name)

    def add(
        self, name: str, description: str | None, members: list[str], base: str = "TypedDict"
    ) -> None:
        head = [] if description is None else [docstring(description, INDENT), ""]
        self.texts.append("\n".join([f"class {name}({base}):", *head, *members]) + "\n")

    def type_of(self, schema: Schema, name: str) -> str:
        """`name` is for the class of an object inside it."""
        options = schema.get("oneOf", schema.get("anyOf"))
        if options is not None:
            return union_of([self.type_of(option, name) for option in options])
        if "const" in schema:
            return f"Literal[{quoted(schema['const'])}]"
        if "enum" in schema:
            values = schema["enum"]
            return union_of(["None" if v is None else f"Literal[{quoted(v)}]" for v in values])
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return union_of([self.of_kind(kind, schema, name) for kind in kinds])

    def of_kind(self, kind: str, schema: Schema, name: str) -> str:
        match kind:
            case "array":
                return f"list[{self.type_of(schema['items'], name.removesuffix('s'))}]"
            case "object" if "properties" in schema:
                self.declare(name, schema)
                return name
            case "object":
                return "dict[str, Any]"
        simple = {"string": "str", "boolean": "bool", "null": "None", "integer": "int"}
        return simple.get(kind) or {"number": "float"}[kind]


def union_of(members: list[str]) -> str:
    """Literals become one, in their order, before all else."""
    inside = [m.removeprefix("Literal[")[:-1] for m in members if m.startswith("Literal[")]
    values = [value for text in inside for value in text.split(", ")]
    others = [member for member in members if not member.startswith("Literal[")]
    first = [f"Literal[{', '.join(dict.fromkeys(values))}]"] if values else []
    return " | ".join(dict.fromkeys(first + others))


def pascal(event_type: str) -> str:
    words = event_type.replace("_", ".").split(".")
    return "".join(word[0].upper() + word[1:] for word in words)


def quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def docstring(text: str, indent: str) -> str:
    return f'{indent}"""{text}"""'


def literal(name: str, values: list[str]) -> str:
    inner = "\n".join(f"{INDENT}{quoted(value)}," for value in values)
    return f"{name}: TypeAlias = Literal[\n{inner}\n]"


def wrapped(line: str) -> str:
    """As the formatter would have it."""
    if len(line) <= WIDTH:
        return line
    parts = re.fullmatch(r"(.*: )Literal\[(.*)\](?: \| (None))?", line)
    if parts is None:
        sys.exit(f"too long: {line}")
    member, values, end = parts.groups()
    deep = INDENT * (3 if end else 2)
    literal = ["Literal[", *(f"{deep}{value}," for value in values.split(", ")), f"{deep[4:]}]"]
    if not end:
        return member + "\n".join(literal)
    inner = "\n".join(literal)
    return f"{member}(\n{2 * INDENT}{inner}\n{2 * INDENT}| {end}\n{INDENT})"


def alias(name: str, members: list[str]) -> str:
    inner = "\n".join(f"{INDENT}{'| ' if n else ''}{member}" for n, member in enumerate(members))
    return f"{name}: TypeAlias = (\n{inner}\n)"


if __name__ == "__main__":
    main()
