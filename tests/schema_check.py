"""A check against as much of JSON Schema as the record's schema uses; a keyword it does not know is an error."""

from __future__ import annotations

from typing import Any

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "null": (type(None),),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
NOTES = {"$schema", "title", "description"}


def problems(schema: dict[str, Any], value: object, where: str = "record") -> list[str]:
    found: list[str] = []
    for keyword, rule in schema.items():
        if keyword not in NOTES:
            found += RULES[keyword](rule, value, where, schema)
    return found


def _type(rule: Any, value: Any, where: str, schema: Any) -> list[str]:
    kinds = [rule] if isinstance(rule, str) else rule
    fits = any(
        isinstance(value, TYPES[kind]) and (kind not in ("number", "integer") or not isinstance(value, bool))
        for kind in kinds
    )
    return [] if fits else [f"{where}: {value!r} is no {rule}"]


def _properties(rule: Any, value: Any, where: str, schema: Any) -> list[str]:
    held = [(name, sub) for name, sub in rule.items() if isinstance(value, dict) and name in value]
    return [problem for name, sub in held for problem in problems(sub, value[name], f"{where}.{name}")]


def _required(rule: Any, value: Any, where: str, schema: Any) -> list[str]:
    return [f"{where}: {name} is missing" for name in rule if isinstance(value, dict) and name not in value]


def _additional(rule: Any, value: Any, where: str, schema: Any) -> list[str]:
    assert rule is False
    return [f"{where}: {name} is unknown" for name in value or () if name not in schema["properties"]]


def _items(rule: Any, value: Any, where: str, schema: Any) -> list[str]:
    return [
        p
        for i, item in enumerate(value if isinstance(value, list) else ())
        for p in problems(rule, item, f"{where}[{i}]")
    ]


def _enum(rule: Any, value: Any, where: str, schema: Any) -> list[str]:
    return [] if value in rule else [f"{where}: {value!r} is none of {rule}"]


def _min_length(rule: Any, value: Any, where: str, schema: Any) -> list[str]:
    return [] if not isinstance(value, str) or len(value) >= rule else [f"{where}: {value!r} is too short"]


def _minimum(rule: Any, value: Any, where: str, schema: Any) -> list[str]:
    return [] if not isinstance(value, int | float) or value >= rule else [f"{where}: {value} is below {rule}"]


def _maximum(rule: Any, value: Any, where: str, schema: Any) -> list[str]:
    return [] if not isinstance(value, int | float) or value <= rule else [f"{where}: {value} is over {rule}"]


RULES = {
    "type": _type,
    "properties": _properties,
    "required": _required,
    "additionalProperties": _additional,
    "items": _items,
    "enum": _enum,
    "minLength": _min_length,
    "minimum": _minimum,
    "maximum": _maximum,
}
