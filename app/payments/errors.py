"""What can go wrong with money, in two groups: what people are told, and what Stripe's answer means for us."""

from typing import Any

from app.errors import Conflict, DomainError, Invalid, Unavailable

NO_TAX = "We cannot work out the tax just now. Your basket is safe. Please try again in a minute."


class PaymentError(DomainError):
    """Anything that payments refuse."""


class PaymentsUnavailable(PaymentError, Unavailable):
    """Stripe does not answer just now; nothing is lost and trying again is safe."""

    def __init__(self) -> None:
        super().__init__("The payment page does not answer just now. Your basket is safe. Please try again.")


class TaxUnknown(PaymentError, Unavailable):
    """Nobody has told the tax of just these sums yet; `asked` is the question, about so many `lines`."""

    def __init__(self, asked: dict[str, Any], lines: int) -> None:
        super().__init__(NO_TAX)
        self.asked, self.lines = asked, lines


class TaxUnavailable(PaymentsUnavailable):
    """Stripe Tax does not answer just now; nothing is placed with a guessed tax."""

    def __init__(self) -> None:
        DomainError.__init__(self, NO_TAX)


class TaxPlaceUnknown(PaymentError, Invalid):
    """Stripe Tax cannot tell which tax counts at this place."""

    def __init__(self) -> None:
        super().__init__("We cannot work out the tax for this postcode. Please check it.")


class CheckoutRefused(PaymentError, Conflict):
    """This basket cannot go to payment as it is."""


class DraftChanged(PaymentError, Conflict):
    """What would be paid is not what the page had shown."""

    def __init__(self) -> None:
        super().__init__(
            "Something has changed since this page was shown: a price, the delivery or an answer. "
            "Nothing was taken. Please look at the sums again."
        )


class MailRefusedByStripe(PaymentError, Invalid):
    """Stripe does not take this e-mail address."""


class RefundRefused(PaymentError, Invalid):
    """This amount cannot be given back."""


class SetOffGone(PaymentError, Conflict):
    """What was to be taken off an order for what is added cannot be taken off any more."""


class GatewayError(Exception):
    """Stripe did not do what was asked; the children say what we know about it."""


class Unclear(GatewayError):
    """No answer, or one that says "later": it may have happened. The same key may be sent again."""


class KeyRefused(Unclear):
    """Stripe does not take our key: nothing has happened, and nothing will until staff put the key right."""


class Broken(GatewayError):
    """Stripe answered 5xx and will answer so to the same key for ever; it may have happened."""


class Refused(GatewayError):
    """Stripe understood and refused: it has not happened."""

    def __init__(self, words: str, *, code: str = "", param: str = "", status: int = 400) -> None:
        super().__init__(words)
        self.code, self.param, self.status = code, param, status

    @property
    def is_missing(self) -> bool:
        """Whether Stripe does not know the thing that was asked for."""
        return self.status == 404 or self.code == "resource_missing"


class BadSignature(GatewayError):
    """A webhook that Stripe did not sign, or not lately."""
