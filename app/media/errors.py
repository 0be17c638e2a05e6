"""What can be wrong with a picture that somebody sends."""

from app.errors import Invalid


class PictureRefused(Invalid):
    """The file is no picture we take, too heavy or too large; the sentence says which."""
