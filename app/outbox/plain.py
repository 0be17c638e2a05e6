"""The plain text part: lines of a length that every program shows, joined again by those that can (RFC 3676).

A line that was broken here ends with a space ("format=flowed"); an address on the web is never broken.
"""

import textwrap

WIDTH = 72


def flow(text: str) -> str:
    """Break long lines softly and put a space before what other programs would read as a sign of their own."""
    return "\n".join(_broken(line.rstrip()) for line in text.split("\n"))


def unflow(text: str) -> str:
    """Join what `flow` has broken, as a mail program does."""
    lines: list[str] = []
    is_open = False
    for raw in text.replace("\r\n", "\n").split("\n"):
        line = raw.removeprefix(" ")
        if is_open:
            lines[-1] += line
        else:
            lines.append(line)
        is_open = line.endswith(" ") and line != "-- "
    return "\n".join(lines)


def _broken(line: str) -> str:
    pieces = textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
    return " \n".join(_stuffed(piece) for piece in pieces)


def _stuffed(line: str) -> str:
    return f" {line}" if line.startswith((" ", ">", "From ")) else line
