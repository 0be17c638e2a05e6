"""Templates of mail are compiled once in a process, and anew when they have changed."""

from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

from app.outbox import mail


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that Jinja compiles meanwhile."""
    names: list[str] = []
    compile_it = Environment.compile

    def listen(self: Environment, source: Any, name: Any = None, *rest: Any, **more: Any) -> Any:
        names.append(name)
        return compile_it(self, source, name, *rest, **more)

    monkeypatch.setattr(Environment, "compile", listen)
    return names


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A mail's subject in a folder of its own."""
    monkeypatch.setattr(mail, "TEMPLATES", tmp_path)
    path = tmp_path / "email" / "hello" / "subject.txt"
    path.parent.mkdir(parents=True)
    path.write_text("{{ site }} writes")
    return path


def subject(site: str) -> str:
    environment = mail.mail_environment(site=site)
    return environment.get_template("email/hello/subject.txt").render()


def test_each_mail_has_its_own_site_and_no_template_is_compiled_twice(
    template: Path, compiled: list[str]
) -> None:
    assert [subject("One"), subject("Two"), subject("Three")] == ["One writes", "Two writes", "Three writes"]
    assert len(compiled) == 1


def test_a_template_that_has_changed_is_compiled_anew(template: Path, compiled: list[str]) -> None:
    assert subject("One") == "One writes"
    template.write_text("{{ site }} sings")
    assert subject("One") == "One sings"
    assert len(compiled) == 2
