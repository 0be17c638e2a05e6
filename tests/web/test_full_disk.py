"""What reads goes on where nothing more can be written to the disk."""

import resource
from pathlib import Path

from jinja2 import DictLoader, Environment

from app.web.templating import CompiledTemplates


def test_a_page_is_made_where_its_compiled_template_cannot_be_kept(tmp_path: Path) -> None:
    pages = Environment(loader=DictLoader({"page.html": "Good morning."}), autoescape=True)
    pages.bytecode_cache = CompiledTemplates(str(tmp_path))
    least, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, most))
    try:
        assert pages.get_template("page.html").render() == "Good morning."
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (least, most))
    assert list(tmp_path.iterdir()) == []
