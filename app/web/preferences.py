"""Comfort settings: a small first-party cookie, read on the server and set on <html>; no script needed."""

from dataclasses import asdict, dataclass, replace

from flask import Flask, Response, request

from app.config import Config

COOKIE = "comfort"
CHOICES: dict[str, tuple[str, ...]] = {
    "scheme": ("auto", "light", "dim", "dark", "contrast"),
    "text": ("normal", "large", "larger"),
    "spacing": ("normal", "wide"),
    "font": ("serif", "sans"),
    "pictures": ("show", "hide"),
    "choices": ("all", "fewer"),
}
ONE_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class Comfort:
    """What a visitor has asked of the pages; the first value of each is the default."""

    scheme: str = "auto"
    text: str = "normal"
    spacing: str = "normal"
    font: str = "serif"
    pictures: str = "show"
    choices: str = "all"

    @property
    def is_chosen(self) -> bool:
        """Whether anything differs from the default."""
        return self != Comfort()

    @property
    def cookie_value(self) -> str:
        """The settings that differ from the default, as "scheme:dim.text:large"."""
        usual = asdict(Comfort())
        return ".".join(f"{name}:{value}" for name, value in asdict(self).items() if value != usual[name])


def comfort_from(pairs: dict[str, str]) -> Comfort:
    """Build settings from names and values; what is unknown keeps its default."""
    known = {name: value for name, value in pairs.items() if value in CHOICES.get(name, ())}
    return replace(Comfort(), **known)


def read_cookie(raw: str) -> Comfort:
    """Build settings from the cookie's value, however it was tampered with."""
    return comfort_from(dict(part.split(":", 1) for part in raw[:200].split(".") if ":" in part))


def current_comfort() -> Comfort:
    """Return this visitor's settings."""
    return read_cookie(request.cookies.get(COOKIE, ""))


def keep_comfort(response: Response, comfort: Comfort, config: Config) -> None:
    """Store the settings for a year, or forget them when they are all at their default."""
    if comfort == Comfort():
        response.delete_cookie(COOKIE, samesite="Lax", httponly=True, secure=config.is_https)
        return
    response.set_cookie(
        COOKIE, comfort.cookie_value, max_age=ONE_YEAR, samesite="Lax", httponly=True, secure=config.is_https
    )


def init_preferences(app: Flask) -> None:
    """Make `comfort` known to every template."""
    app.context_processor(lambda: {"comfort": current_comfort()})
