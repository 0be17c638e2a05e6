"""Stripe's currencies: which there are, their digits, the least and most that one charge may be."""

from app.standin.errors import refused

_ALL = frozenset({
    "usd", "aed", "afn", "all", "amd", "ang", "aoa", "ars", "aud", "awg", "azn", "bam", "bbd", "bdt", "bgn",
    "bhd", "bif", "bmd", "bnd", "bob", "brl", "bsd", "bwp", "byn", "bzd", "cad", "cdf", "chf", "clp", "cny",
    "cop", "crc", "cve", "czk", "djf", "dkk", "dop", "dzd", "egp", "etb", "eur", "fjd", "fkp", "gbp", "gel",
    "gip", "gmd", "gnf", "gtq", "gyd", "hkd", "hnl", "htg", "huf", "idr", "ils", "inr", "isk", "jmd", "jod",
    "jpy", "kes", "kgs", "khr", "kmf", "krw", "kwd", "kyd", "kzt", "lak", "lbp", "lkr", "lrd", "lsl", "mad",
    "mdl", "mga", "mkd", "mmk", "mnt", "mop", "mur", "mvr", "mwk", "mxn", "myr", "mzn", "nad", "ngn", "nio",
    "nok", "npr", "nzd", "omr", "pab", "pen", "pgk", "php", "pkr", "pln", "pyg", "qar", "ron", "rsd", "rub",
    "rwf", "sar", "sbd", "scr", "sek", "sgd", "shp", "sle", "sos", "srd", "std", "szl", "thb", "tjs", "tnd",
    "top", "try", "ttd", "twd", "tzs", "uah", "ugx", "uyu", "uzs", "vnd", "vuv", "wst", "xaf", "xcd", "xof",
    "xpf", "yer", "zar", "zmw",
})  # fmt: skip
_NO_DECIMALS = frozenset({
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf",
})  # fmt: skip
_THREE_DECIMALS = frozenset(("bhd", "jod", "kwd", "omr", "tnd"))
# https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
_LEAST = {
    "usd": 50, "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250,
    "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200, "nok": 300,
    "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000,
}  # fmt: skip
_MOST = 99_999_999


def check_currency(code: str, param: str) -> str:
    """Return the code in small letters; raises 400 for one that Stripe does not know."""
    lowered = code.lower()
    if lowered not in _ALL:
        raise refused(
            f"Invalid currency: {code[:20]}. It is not among the currencies that Stripe supports.", param
        )
    return lowered


def check_charge(amount: int, currency: str) -> None:
    """Refuse a total that Stripe would not charge (minor units)."""
    least = _LEAST.get(currency, 50)
    if amount < least:
        raise refused(
            "The Checkout Session's total amount due must add up to at least "
            f"{amount_text(least, currency)} {currency}",
            code="amount_too_small",
        )
    if amount > _MOST:
        raise refused(
            "The Checkout Session's total amount due must be no more than "
            f"{amount_text(_MOST, currency)} {currency}",
            code="amount_too_large",
        )
    if currency in _THREE_DECIMALS and amount % 10:
        raise refused(
            f"Amounts in {currency} must end in 0, being three-decimal.", "line_items", "amount_invalid"
        )


def amount_text(amount: int, currency: str) -> str:
    """2400, eur -> 24.00"""
    if currency in _NO_DECIMALS:
        return f"{amount:,}"
    digits = 3 if currency in _THREE_DECIMALS else 2
    return f"{amount / 10**digits:,.{digits}f}"
