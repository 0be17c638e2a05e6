"""Lanes: work of one lane never waits behind work of another, because each lane of mail has a hand of its own."""

from enum import StrEnum


class Lane(StrEnum):
    """Who does a kind of item in a worker: the queue's threads, or the one that alone speaks to the mail server."""

    HOUSE = "house"
    MAIL = "mail"  # single mails; a person waits for them
    LETTERS = "letters"  # the same to many
