"""The stand-in seen from outside: its control, and its books by the API that everybody has."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

Json = dict[str, Any]


class Till:
    """One running stand-in."""

    def __init__(self, instance: Path, secret_key: str) -> None:
        self.origin = f"http://127.0.0.1:{(instance / 'standin.port').read_text().strip()}"
        self.secret_key = secret_key

    def state(self) -> Json:
        """Return its counts and sums."""
        return self._call("GET", "/_control/state")

    def change_policy(self, **rules: object) -> Json:
        """Change how webhooks behave."""
        return self._call("POST", "/_control/policy", rules)

    def reseed(self, seed: int) -> None:
        """Start its dice."""
        self._call("POST", "/_control/seed", {"seed": seed})

    def pay(self, session: str, **means: str) -> Json:
        """Pay a session without its page."""
        return self._call("POST", f"/_control/sessions/{session}/pay", means)

    def expire(self, session: str) -> None:
        """End an open session now."""
        self._call("POST", f"/_control/sessions/{session}/expire", {})

    def add_fault(self, kind: str, *, path: str, seconds: float = 0.0, **more: object) -> None:
        """Queue one fault for the next call to an address."""
        self._call("POST", "/_control/faults", {"kind": kind, "path": path, "seconds": seconds, **more})

    def count_faults(self) -> int:
        """Return how many faults still wait."""
        return len(self._call("GET", "/_control/faults")["faults"])

    def clear_faults(self) -> None:
        """Forget the faults that still wait."""
        self._call("DELETE", "/_control/faults")

    def forge(self, sort: str) -> Json:
        """Post an event that Stripe did not sign; returns what the store answered."""
        return self._call("POST", "/_control/webhooks/forge", {"sort": sort})

    def resend_all(self) -> Json:
        """Deliver every event again."""
        return self._call("POST", "/_control/webhooks/resend", {})

    def get(self, path: str) -> Json:
        """Return one object of its API."""
        return self._call("GET", path)

    def list_all(self, path: str) -> Iterator[Json]:
        """Yield every object of an API list, page by page."""
        after = ""
        while True:
            query = urlencode({"limit": 100, **({"starting_after": after} if after else {})})
            page = self._call("GET", f"{path}?{query}")
            yield from page["data"]
            if not page["has_more"]:
                return
            after = page["data"][-1]["id"]

    def _call(self, method: str, path: str, body: Json | None = None) -> Json:
        headers = {"Authorization": f"Bearer {self.secret_key}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.origin + path, data=data, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            found: Json = json.load(answer)
            return found
