"""Keeping a process small: what the C library has freed goes back to the system (glibc; elsewhere nothing happens)."""

from ctypes import CDLL

_M_ARENA_MAX = -8  # malloc.h
_MOST_ARENAS = 2


def give_memory_back() -> None:
    """Hand what was freed back to the system: the C library would keep the largest it ever had."""
    trim = getattr(CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def share_arenas() -> None:
    """Let all threads take their memory from two places; else each thread of an encoder keeps one of its own."""
    set_option = getattr(CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_M_ARENA_MAX, _MOST_ARENAS)
