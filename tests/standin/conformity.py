"""Compares an answer with Stripe's description: types, enums, required properties, and nothing that is not in it."""

import json
from pathlib import Path
from typing import Any

import app.standin

Schema = dict[str, Any]
_FILE = Path(app.standin.__file__).with_name("stripe_openapi.json")
_DOCUMENT = json.loads(_FILE.read_text("utf-8"))
_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}


def answer_schema(method: str, path: str) -> Schema:
    """What the description says an operation answers with."""
    content = _DOCUMENT["paths"][path][method.lower()]["responses"]["200"]["content"]
    schema: Schema = content["application/json"]["schema"]
    return schema


def object_schema(kind: str) -> Schema:
    """What the description says of a kind of object."""
    schema: Schema = _DOCUMENT["components"]["schemas"][kind]
    return schema


def faults_of(value: Any, schema: Schema, place: str = "answer") -> list[str]:
    """Return what does not agree, one sentence each; an empty list is agreement."""
    schema = _resolve(schema)
    if value is None:
        return [] if schema.get("nullable") or not schema else [f"{place} is null"]
    if "anyOf" in schema:
        tried = [faults_of(value, choice, place) for choice in schema["anyOf"]]
        return [] if [] in tried else min(tried, key=len)
    kind = schema.get("type")
    if kind is None:
        return []
    fits: bool = isinstance(value, _TYPES[kind])
    if not fits or (isinstance(value, bool) and kind != "boolean"):
        return [f"{place} is {type(value).__name__}, not {kind}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{place} is {value!r}, not one of {schema['enum']}"]
    if kind == "array":
        return [
            fault
            for number, item in enumerate(value)
            for fault in faults_of(item, schema["items"], f"{place}[{number}]")
        ]
    return _faults_of_object(value, schema, place) if kind == "object" else []


def _faults_of_object(value: dict[str, Any], schema: Schema, place: str) -> list[str]:
    properties = schema.get("properties", {})
    extra = schema.get("additionalProperties")
    found = [f"{place}.{name} is missing" for name in schema.get("required", []) if name not in value]
    for name, inner in value.items():
        if name in properties:
            found += faults_of(inner, properties[name], f"{place}.{name}")
        elif isinstance(extra, dict):
            found += faults_of(inner, extra, f"{place}.{name}")
        elif extra is not True and properties:
            found.append(f"{place}.{name} is not in the description")
    return found


def _resolve(schema: Schema) -> Schema:
    while "$ref" in schema:
        schema = _DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema
