"""Changing metadata by Stripe's rule."""

from app.standin.ledger import Json


def merge_metadata(known: Json | None, wanted: Json | str) -> Json:
    """Keys are added or replaced, an empty value removes one, an empty string removes all."""
    if isinstance(wanted, str):
        return {}
    merged = {**(known or {}), **wanted}
    return {key: value for key, value in merged.items() if value != ""}
