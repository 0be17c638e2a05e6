"""How webhooks behave: silence, loss, doubles, disorder, delay. Chance is seeded, so runs can be repeated."""

import random
import threading
from dataclasses import asdict, dataclass, fields, replace
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What control may set. Seconds are real seconds; None for a deadline: only when control says so."""

    paused: bool = False
    drop: float = 0.0
    duplicates: int = 0
    shuffle_seconds: float = 0.0
    delay_seconds: float = 0.0
    before_answer: bool = False
    timeout_seconds: float = 10.0
    settle_seconds: float | None = 60.0
    refund_seconds: float | None = 5.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(field.default, bool):
                if not isinstance(value, bool):
                    raise ValueError(f"{field.name} must be true or false")
            elif value is None and field.name in {"settle_seconds", "refund_seconds"}:
                continue
            elif isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                raise ValueError(f"{field.name} must be a number of at least 0")
        if self.drop > 1:
            raise ValueError("drop must be a share between 0 and 1")
        if self.duplicates != int(self.duplicates) or self.duplicates > 20:
            raise ValueError("duplicates must be a whole number up to 20")


class Policy:
    """The rules in force and the dice."""

    def __init__(self, seed: int) -> None:
        self.rules = Rules()
        self._dice = random.Random(seed)  # noqa: S311 - repeatable chance, no secret
        self._lock = threading.Lock()

    def reseed(self, seed: int) -> None:
        """Start the dice again."""
        with self._lock:
            self._dice.seed(seed)

    def change(self, wanted: dict[str, Any]) -> Rules:
        """Replace some rules; raises ValueError with a sentence."""
        known = {field.name for field in fields(Rules)}
        strangers = sorted(set(wanted) - known)
        if strangers:
            raise ValueError(f"unknown rule: {', '.join(strangers)} (known: {', '.join(sorted(known))})")
        self.rules = replace(self.rules, **wanted)
        return self.rules

    def restore(self) -> None:
        """Back to the rules of a first start."""
        self.rules = Rules()

    def plan(self) -> list[float | None]:
        """The fate of one event at one endpoint: seconds of delay for each copy, None for a lost one."""
        rules = self.rules
        with self._lock:
            return [self._one(rules) for _ in range(1 + int(rules.duplicates))]

    def as_json(self) -> dict[str, Any]:
        """The rules for control and for the settings table."""
        return asdict(self.rules)

    def _one(self, rules: Rules) -> float | None:
        if rules.drop and self._dice.random() < rules.drop:
            return None
        return rules.delay_seconds + (
            self._dice.random() * rules.shuffle_seconds if rules.shuffle_seconds else 0.0
        )
