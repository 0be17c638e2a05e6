"""`python -m app.standin`: read the settings, then serve until SIGTERM."""

import sys

from app.standin.server import serve
from app.standin.settings import RefusedSettings, read_settings


def main() -> int:
    """Serve; a setting that cannot be accepted ends the start with one sentence."""
    try:
        settings = read_settings(sys.argv[1:])
    except RefusedSettings as refusal:
        print(f"The Stripe stand-in does not start: {refusal}", file=sys.stderr)
        return 2
    serve(settings)
    return 0


if __name__ == "__main__":
    sys.exit(main())
