"""Redirect targets: paths of our own and nothing else."""

from urllib.parse import urlsplit


def own_path(target: str) -> str:
    """Return `target` when it is a plain path on this site, else the empty string (no open redirects)."""
    if not target.startswith("/") or target.startswith("//") or len(target) > 500:
        return ""
    if "\\" in target or any(ord(sign) < 33 or ord(sign) == 127 for sign in target):
        return ""
    parts = urlsplit(target)
    return "" if parts.scheme or parts.netloc else target
