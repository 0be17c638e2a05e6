"""How templates are compiled: pages without their indentation, mail as it was written."""

from jinja2 import DictLoader, Environment

from app.web.templating import Unindented

WRITTEN = "<ul>\n  {% for one in (1, 2) %}\n    <li>{{ one }}\n      a b</li>\n  {% endfor %}\n</ul>"


def made_from(name: str) -> str:
    environment = Environment(
        loader=DictLoader({name: WRITTEN}),
        extensions=[Unindented],
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
    )
    return environment.get_template(name).render()


def test_a_page_leaves_its_indentation_and_keeps_its_lines() -> None:
    assert made_from("blog/article.html") == "<ul>\n<li>1\na b</li>\n<li>2\na b</li>\n</ul>"


def test_a_mail_keeps_its_indentation() -> None:
    kept = "<ul>\n    <li>1\n      a b</li>\n    <li>2\n      a b</li>\n</ul>"
    assert made_from("email/welcome/body.html") == kept
    assert made_from("email/welcome/body.txt") == kept
