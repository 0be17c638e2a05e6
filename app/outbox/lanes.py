"""Lanes: work of one lane never waits behind work of another, because each but the house's has a hand of its own."""

from enum import StrEnum


class Lane(StrEnum):
    """Who does a kind of item in a worker: the queue's threads, or one that alone speaks to servers that may hang."""

    HOUSE = "house"
    MAIL = "mail"  # single mails; a person waits for them
    LETTERS = "letters"  # the same to many
    LINKS = "links"  # asking other people's addresses, dozens in a row, whether they still answer
