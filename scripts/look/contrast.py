"""Check every scheme in tokens.css by the WCAG formula: text 7:1 on each paper, control lines and focus 3:1.

python -m scripts.look.contrast
"""

import re
from pathlib import Path

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"
PAPERS = ("paper", "raised", "sunk")
TEXTS = ("ink", "soft", "accent", "read", "moss", "clay")


def luminance(colour: str) -> float:
    """Return the relative luminance of #rgb or #rrggbb (WCAG 2.2)."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def schemes() -> list[tuple[str, dict[str, str]]]:
    """Return each block of tokens that names a paper, with its selector."""
    found = []
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*--paper[^{}]*)\}", TOKENS.read_text()):
        found.append(
            (" ".join(selector.split())[-60:], dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]+)", body)))
        )
    return found


def main() -> int:
    """Print the lowest contrast of each scheme and return how many pairs are too low."""
    low = 0
    for name, colours in schemes():
        pairs = [(text, paper, 7.0) for text in TEXTS for paper in PAPERS]
        pairs += [("on-accent", "accent", 7.0)]
        pairs += [(line, paper, 3.0) for line in ("line", "focus") for paper in PAPERS]
        for front, back, least in pairs:
            ratio = contrast(colours[front], colours[back])
            if ratio < least:
                low += 1
                print(f"{name}: {front} on {back} is {ratio:.2f}, wanted {least}")
        lowest = min(contrast(colours[front], colours[back]) for front, back, least in pairs if least == 7.0)
        print(f"{name:62} lowest text contrast {lowest:.2f}")
    return low


if __name__ == "__main__":
    raise SystemExit(main())
