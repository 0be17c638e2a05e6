"""Stripe's public OpenAPI description: what an operation accepts, and what an object must show."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.standin.errors import StripeError, not_served, unknown_address

Schema = dict[str, Any]
_FILE = Path(__file__).with_name("stripe_openapi.json")
_METHODS = {"get": "GET", "post": "POST", "delete": "DELETE"}
# Shown only when asked for by `expand`, though the description calls it nullable.
_ONLY_EXPANDED = {
    "charge": {"refunds"},
    "checkout.session": {"line_items"},
    "tax.calculation": {"line_items"},
    "tax.transaction": {"line_items"},
}


@dataclass(frozen=True)
class Operation:
    """One method on one path, e.g. POST /v1/refunds."""

    method: str
    path: str
    accepts: Schema


class Description:
    """The description, read once; it never changes while the program runs."""

    def __init__(self) -> None:
        document = json.loads(_FILE.read_text("utf-8"))
        self.version: str = document["info"]["version"]
        self._schemas: dict[str, Schema] = document["components"]["schemas"]
        self.operations = {
            (_METHODS[method], path): Operation(_METHODS[method], path, _accepted(entry))
            for path, entries in document["paths"].items()
            for method, entry in entries.items()
        }
        self._elsewhere = [
            (_METHODS[method], re.compile(re.sub(r"\{[^}]+\}", r"[^/]+", path)))
            for path, methods in document["x-not-served"].items()
            for method in methods
        ]
        self._literal = {
            (_METHODS[method], path)
            for path, methods in document["x-not-served"].items()
            for method in methods
            if "{" not in path
        }
        self._blanks = {
            kind: self._nullable(kind) for kind in self._schemas if "properties" in self._schemas[kind]
        }
        versions = self.operations[("POST", "/v1/webhook_endpoints")].accepts["properties"]["api_version"]
        self.versions = frozenset(versions["enum"])

    def resolve(self, schema: Schema) -> Schema:
        """Follow $ref until a schema of its own stands there."""
        while "$ref" in schema:
            schema = self._schemas[schema["$ref"].rsplit("/", 1)[1]]
        return schema

    def complete(self, kind: str, given: dict[str, Any]) -> dict[str, Any]:
        """An object of that kind: what was given, and null for every other property that may be null."""
        return {**self._blanks[kind], **given}

    def is_elsewhere(self, method: str, path: str) -> bool:
        """Whether the path is literally one that only Stripe serves, such as /v1/payment_intents/search."""
        return (method, path) in self._literal

    def refusal_for(self, method: str, path: str) -> StripeError:
        """The error for a path that has no handler: 501 where Stripe knows it, otherwise 404."""
        if any(known == method and pattern.fullmatch(path) for known, pattern in self._elsewhere):
            return not_served(f"{method} {path}")
        return unknown_address(method, path)

    def _nullable(self, kind: str) -> dict[str, None]:
        properties = self._schemas[kind]["properties"]
        hidden = _ONLY_EXPANDED.get(kind, set())
        return {
            name: None
            for name, schema in properties.items()
            if name not in hidden and (schema.get("nullable") or self.resolve(schema).get("nullable"))
        }


def _accepted(entry: dict[str, Any]) -> Schema:
    if "requestBody" in entry:
        content = entry["requestBody"]["content"]
        schema: Schema = content["application/x-www-form-urlencoded"]["schema"]
        return schema
    asked = [field for field in entry.get("parameters", []) if field["in"] == "query"]
    return {
        "type": "object",
        "properties": {field["name"]: field["schema"] for field in asked},
        "required": [field["name"] for field in asked if field.get("required")],
    }


DESCRIPTION = Description()
