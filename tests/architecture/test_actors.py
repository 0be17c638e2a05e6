"""A1, read from the sources: who changes something for the staff names the actor, and the actor gets into the log."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = {
    "note_revision": "whoever keeps the working copy writes the entry of the save",
    "write_edges": "publish_article writes the entry of the whole publication",
}
HARMLESS = {
    "look": "shows how a text would look and keeps nothing",
    "preview": "sends the member of staff a mail and changes nothing",
    "look_at_addition": "works a sum out and changes nothing",
    "find": "looks orders up and changes nothing; sent by POST, so that no name stands in an address",
}


def functions(folder: str) -> Iterator[tuple[Path, ast.FunctionDef, dict[str, ast.FunctionDef]]]:
    """Yield each function of a folder with its file and the others in it."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        found = [one for one in ast.walk(ast.parse(path.read_text())) if isinstance(one, ast.FunctionDef)]
        for one in found:
            yield path, one, {other.name: other for other in found}


def calls(function: ast.FunctionDef) -> list[ast.Call]:
    return [one for one in ast.walk(function) if isinstance(one, ast.Call)]


def hands_on(function: ast.FunctionDef) -> bool:
    """Say whether a function writes the log, or gives its actor to another that must."""
    return any(
        (isinstance(one.func, ast.Name) and one.func.id == "record")
        or any(word.arg == "actor" for word in one.keywords)
        or any(isinstance(word, ast.Name) and word.id == "actor" for word in one.args)
        for one in calls(function)
    )


def names_actor(
    function: ast.FunctionDef, others: dict[str, ast.FunctionDef], seen: frozenset[str] = frozenset()
) -> bool:
    """Say whether a view, or a function of its file that it calls, says who is acting."""
    for one in calls(function):
        name = one.func.id if isinstance(one.func, ast.Name) else ""
        if name == "current_actor" or any(word.arg == "actor" for word in one.keywords):
            return True
        if name in others and name not in seen and names_actor(others[name], others, seen | {name}):
            return True
    return False


def is_post(function: ast.FunctionDef) -> bool:
    told = " ".join(ast.unparse(one) for one in function.decorator_list)
    return ".post(" in told or "'POST'" in told


def test_whoever_is_given_an_actor_writes_the_log_or_hands_them_on() -> None:
    silent = {
        one.name
        for path, one, _ in functions("app")
        if not {"demo", "standin"} & set(path.parts)
        and any(word.arg == "actor" for word in (*one.args.args, *one.args.kwonlyargs))
        and not hands_on(one)
    }
    assert silent == set(PARTS)


def test_every_post_of_the_staff_names_its_actor() -> None:
    views = [(one, others) for _, one, others in functions("blueprints/staff") if is_post(one)]
    assert len(views) > 20
    assert {one.name for one, others in views if not names_actor(one, others)} == set(HARMLESS)
