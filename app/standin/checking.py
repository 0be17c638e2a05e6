"""Checking parameters: a decoded form goes in, typed values come out, or Stripe's refusal."""

import re
from typing import Any

from app.standin.currencies import check_currency
from app.standin.description import DESCRIPTION, Schema
from app.standin.errors import StripeError, refused
from app.standin.forms import Tree

_WHOLE = re.compile(r"-?[0-9]{1,18}")
_DECIMAL = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?")
_LONGEST_TEXT = 5000
_METADATA_KEYS, _METADATA_KEY, _METADATA_VALUE = 50, 40, 500


def check(schema: Schema, tree: Tree) -> dict[str, Any]:
    """Return the operation's parameters as typed values; raises StripeError (400)."""
    checked: dict[str, Any] = _object(DESCRIPTION.resolve(schema), tree, "")
    return checked


def _value(schema: Schema, raw: Any, name: str) -> Any:
    schema = DESCRIPTION.resolve(schema)
    if "anyOf" in schema:
        return _any_of(schema["anyOf"], raw, name)
    kind = schema.get("type")
    if kind == "object":
        return _object(schema, raw, name)
    if kind == "array":
        return _array(schema, raw, name)
    if isinstance(raw, dict):
        raise refused(f"Invalid {kind or 'value'}: {name} was given as a group of values.", name)
    if kind == "integer":
        return _integer(raw, name)
    if kind == "boolean":
        if raw not in {"true", "false"}:
            raise refused(f"Invalid boolean: {raw[:100]}", name)
        return raw == "true"
    if kind == "number" or schema.get("format") == "decimal":
        if not _DECIMAL.fullmatch(raw):
            raise refused(f"Invalid decimal: {raw[:100]}", name, "parameter_invalid_decimal")
        return raw
    return _text(schema, raw, name)


def _any_of(choices: list[Schema], raw: Any, name: str) -> Any:
    first: StripeError | None = None
    for choice in choices:
        resolved = DESCRIPTION.resolve(choice)
        if isinstance(raw, dict) != (resolved.get("type") in {"object", "array"}):
            continue
        try:
            return _value(resolved, raw, name)
        except StripeError as refusal:
            first = first or refusal
    raise first or refused(f"Invalid value for {name}.", name)


def _object(schema: Schema, raw: Any, name: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise refused("Invalid object", name)
    extra = schema.get("additionalProperties")
    if isinstance(extra, dict):
        return _metadata(raw, name)
    properties = schema.get("properties", {})
    _refuse_strangers([key for key in raw if key not in properties], name)
    for needed in schema.get("required", []):
        if needed not in raw:
            path = _inside(name, needed)
            raise refused(f"Missing required param: {path}.", path, "parameter_missing")
    return {key: _value(properties[key], value, _inside(name, key)) for key, value in raw.items()}


def _refuse_strangers(strangers: list[str], name: str) -> None:
    if not strangers:
        return
    paths = [_inside(name, key) for key in sorted(strangers)]
    plural = "s" if len(paths) > 1 else ""
    raise refused(
        f"Received unknown parameter{plural}: {', '.join(paths)[:500]}", paths[0], "parameter_unknown"
    )


def _array(schema: Schema, raw: Any, name: str) -> list[Any]:
    if not isinstance(raw, dict) or not all(key.isascii() and key.isdecimal() for key in raw):
        raise refused("Invalid array", name)
    ordered = sorted(raw.items(), key=lambda pair: int(pair[0]))
    return [_value(schema["items"], value, f"{name}[{place}]") for place, value in ordered]


def _metadata(raw: dict[str, Any], name: str) -> dict[str, str]:
    if len(raw) > _METADATA_KEYS:
        raise refused(f"Metadata can have up to {_METADATA_KEYS} keys, but {len(raw)} were passed in.", name)
    for key, value in raw.items():
        if not isinstance(value, str):
            raise refused(
                f"Metadata values must be strings: {name}[{key[:60]}] is a group.", _inside(name, key)
            )
        if len(key) > _METADATA_KEY:
            raise refused(
                f"Metadata keys can have up to 40 characters, but one has {len(key)}: {key[:60]}...", name
            )
        if len(value) > _METADATA_VALUE:
            raise refused(f"Metadata values can have up to 500 characters, but {key} has {len(value)}.", name)
    return dict(raw)


def _integer(raw: str, name: str) -> int:
    if not _WHOLE.fullmatch(raw):
        raise refused(f"Invalid integer: {raw[:100]}", name, "parameter_invalid_integer")
    return int(raw)


def _text(schema: Schema, raw: str, name: str) -> str:
    allowed = schema.get("enum")
    if raw == "" and "" not in (allowed or ()):
        raise refused(
            f"You passed an empty string for '{name}'. Empty asks to unset a parameter, and this one "
            "cannot be unset.",
            name,
            "parameter_invalid_empty",
        )
    if allowed is not None and raw not in allowed:
        raise refused(f"Invalid {name}: must be one of {', '.join(allowed)[:600]}", name)
    longest = schema.get("maxLength", _LONGEST_TEXT)
    if len(raw) > longest:
        raise refused(f"Invalid string: {raw[:10]}...{raw[-10:]}; must be at most {longest} characters", name)
    if schema.get("format") == "currency":
        return check_currency(raw, name)
    return raw


def _inside(name: str, key: str) -> str:
    return f"{name}[{key}]" if name else key
