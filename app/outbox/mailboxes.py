"""Which spellings of an address reach one mailbox, so that none can be flooded under many of them."""

_DOTLESS = frozenset({"gmail.com", "googlemail.com"})


def mailbox_of(email: str) -> str:
    """Return the address in small letters without its tag, and for Gmail without dots."""
    local, _, domain = email.lower().rpartition("@")
    bare = local.partition("+")[0] or local
    if domain in _DOTLESS:
        bare, domain = bare.replace(".", ""), "gmail.com"
    return f"{bare}@{domain}"
