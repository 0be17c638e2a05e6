"""Which rows are about a person, table by table; export, erasure and their tests read the one list (A2).

What is not handed out, or holds nothing about anybody, stands in reasons.py with its reason; the rest fails a test.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from app.accounts.models import MailedLink, User, UserSession
from app.audit.models import AuditEntry
from app.cart.models import AsideLine, Cart, CartCard, CartKey, CartLine, CartLink, CartOwner, CartReminder
from app.comments.models import Comment, CommentBlock, CommentConsent, Commenter, CommentLink, CommentReport
from app.credit.models import CreditAccount, CreditEntry, CreditUse
from app.db import Base
from app.downloads.models import DigitalConsent, Download, DownloadEnding
from app.giftcards.models import GiftWish, SoldCard
from app.invoicing.models import Paper
from app.newsletter.models import (
    ConsentEntry,
    Delivery,
    LetterToken,
    SignUp,
    Subscriber,
    Subscription,
    Suppression,
)
from app.orders.desk_models import (
    Addition,
    Amendment,
    AmendmentLine,
    OrderNote,
    OrderWord,
    SetOff,
    SetOffLine,
)
from app.orders.models import (
    BuyerNote,
    LineCancellation,
    Order,
    OrderCredit,
    OrderEvent,
    OrderLine,
    OrderOffer,
    OrderTax,
    Shipment,
    ShipmentLine,
    ShipmentRecall,
    Withdrawal,
)
from app.outbox.models import OutboxItem
from app.payments.models import Attempt, Dispute, Payment, PaymentAlert, Refund
from app.payments.tax_models import OrderTaxCalculation, TaxReversal
from app.people.models import ErasureRequest
from app.people.whose import (
    of_card,
    of_cart,
    of_commenter,
    of_line,
    of_order,
    of_reader,
    of_sold_card,
    of_user,
    own_block,
    own_carts,
    own_orders,
    own_suppression,
    own_user,
    own_wishes,
    own_withdrawals,
    written_down,
)
from app.pricing.models import OfferUse
from app.returns.models import Return, ReturnLine


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One table of one room that holds rows about people; `about` is the condition for an address in small letters."""

    room: str
    title: str
    sentence: str
    model: type[Base]
    about: Callable[[str], ColumnElement[bool]]


def _hold(
    room: str, model: type[Base], title: str, sentence: str, about: Callable[[str], ColumnElement[bool]]
) -> Holding:
    return Holding(room=room, title=title, sentence=sentence, model=model, about=about)


#: a person's own rows, room by room, in the order in which they are told
HOLDINGS = [
    _hold("accounts", User, "You", "Who you are to us, once you have signed in.", lambda e: User.email == e),
    _hold(
        "accounts",
        UserSession,
        "Signed-in devices",
        "Where you are signed in.",
        lambda e: UserSession.user_id.in_(own_user(e)),
    ),
    _hold(
        "accounts",
        MailedLink,
        "Links we mailed",
        "Links that were asked for; gone a day later.",
        lambda e: MailedLink.email == e,
    ),
    _hold("cart", Cart, "Baskets", "Baskets with your address in their answers.", own_carts),
    _hold(
        "cart",
        CartLine,
        "Things in baskets",
        "What lies in those baskets.",
        of_cart(CartLine),
    ),
    _hold("cart", AsideLine, "Things laid aside", "What you kept for later or took out.", of_cart(AsideLine)),
    _hold("cart", CartLink, "Baskets you mailed", "Links to a basket that were mailed.", of_cart(CartLink)),
    _hold("cart", CartCard, "Gift cards in baskets", "Which cards shall pay for them.", of_cart(CartCard)),
    _hold("cart", CartKey, "Devices with a basket", "Where such a link was opened.", of_cart(CartKey)),
    _hold(
        "cart",
        CartReminder,
        "A reminder you asked for",
        "One mail, once, and when.",
        lambda e: CartReminder.email == e,
    ),
    _hold("cart", CartOwner, "Your own basket", "Which basket you find on each device.", of_user(CartOwner)),
    _hold(
        "orders",
        Order,
        "Orders",
        "What you ordered, for whom, and where it stands.",
        lambda e: Order.email_key == e,
    ),
    _hold("orders", OrderLine, "Things you ordered", "Each line as you agreed to it.", of_order(OrderLine)),
    _hold(
        "orders", OrderOffer, "Offers you had", "What was taken off an order, and why.", of_order(OrderOffer)
    ),
    _hold(
        "orders",
        OrderTax,
        "Tax of your orders",
        "How much tax was in an order, and why.",
        of_order(OrderTax),
    ),
    _hold(
        "pricing",
        OfferUse,
        "Uses of offers",
        "So that a code counts as often as it may.",
        of_order(OfferUse),
    ),
    _hold(
        "credit",
        CreditAccount,
        "Gift cards and store credit",
        "What was mailed to you; the code is known to you only.",
        lambda e: CreditAccount.email == e,
    ),
    _hold(
        "credit", CreditEntry, "What changed on gift cards", "Each sum with its cause.", of_card(CreditEntry)
    ),
    _hold(
        "credit",
        CreditUse,
        "Paid by gift card",
        "What your orders took, and what went back.",
        of_order(CreditUse),
    ),
    _hold("orders", OrderCredit, "Gift cards of your orders", "What each card pays.", of_order(OrderCredit)),
    _hold("giftcards", SoldCard, "Gift cards bought or sent", "Which unit became which card.", of_sold_card),
    _hold("giftcards", GiftWish, "Whom gift cards are for", "Who is to get an order's cards.", own_wishes),
    _hold("orders", Shipment, "Parcels", "When something left, and with whom.", of_order(Shipment)),
    _hold(
        "orders",
        ShipmentRecall,
        "Parcels that had not left",
        "When we had written too early that a parcel was gone.",
        lambda email: ShipmentRecall.shipment_id.in_(
            select(Shipment.id).where(Shipment.order_id.in_(own_orders(email)))
        ),
    ),
    _hold("orders", ShipmentLine, "Things in parcels", "What was in each parcel.", of_line(ShipmentLine)),
    _hold(
        "orders",
        LineCancellation,
        "Things not sent",
        "What was not sent any more.",
        of_line(LineCancellation),
    ),
    _hold(
        "orders",
        BuyerNote,
        "Notes beside an order",
        "A word to the courier or for a gift.",
        of_order(BuyerNote),
    ),
    _hold(
        "downloads",
        DigitalConsent,
        "Files at once",
        "That you wanted files at once, and knew what that ends.",
        of_order(DigitalConsent),
    ),
    _hold("returns", Return, "Returns", "What you announced to send back.", of_order(Return)),
    _hold("returns", ReturnLine, "Things in returns", "What came back of it.", of_line(ReturnLine)),
    _hold("downloads", Download, "Downloads", "How often you fetched a file.", of_line(Download)),
    _hold(
        "downloads",
        DownloadEnding,
        "Downloads that ended",
        "Files that cannot be fetched any more.",
        of_line(DownloadEnding),
    ),
    _hold(
        "orders",
        OrderEvent,
        "What happened to your orders",
        "Each step with its time.",
        of_order(OrderEvent),
    ),
    _hold(
        "orders",
        OrderNote,
        "Notes about your orders",
        "What our staff wrote down for each other.",
        of_order(OrderNote),
    ),
    _hold(
        "orders",
        Amendment,
        "Changes of your orders",
        "What was changed before an order was sent, such as its address.",
        of_order(Amendment),
    ),
    _hold(
        "orders",
        AmendmentLine,
        "Things taken off",
        "Units that such a change took off, and what was given back.",
        of_line(AmendmentLine),
    ),
    _hold(
        "orders",
        Addition,
        "Things added to your orders",
        "Which of your orders was added to which, so that both go in one parcel.",
        of_order(Addition),
    ),
    _hold("orders", SetOff, "Exchanges", "What goes of an order for what is added.", of_order(SetOff)),
    _hold("orders", SetOffLine, "Things exchanged", "Units that go so.", of_order(SetOffLine)),
    _hold(
        "orders",
        OrderWord,
        "Words your orders are found by",
        "So that our staff find an order when you ask about it.",
        of_order(OrderWord),
    ),
    _hold(
        "orders",
        Withdrawal,
        "Withdrawals",
        "Your statements that you withdraw from a contract.",
        own_withdrawals,
    ),
    _hold(
        "payments",
        Attempt,
        "Ways to payment",
        "Each time you went to pay. Your card is known to Stripe only.",
        of_order(Attempt),
    ),
    _hold("payments", Payment, "Payments", "Money that arrived.", of_order(Payment)),
    _hold("payments", Refund, "Refunds", "Money that went back.", of_order(Refund)),
    _hold(
        "invoicing",
        Paper,
        "Invoices and credit notes",
        "Each by its number; your name and address stand on them as on the order.",
        of_order(Paper),
    ),
    _hold(
        "payments",
        OrderTaxCalculation,
        "Tax worked out by Stripe",
        "Which calculation an order's tax was copied from.",
        of_order(OrderTaxCalculation),
    ),
    _hold("payments", TaxReversal, "Tax given back", "What went back of that tax.", of_order(TaxReversal)),
    _hold("payments", Dispute, "Disputes", "What your bank asked about.", of_order(Dispute)),
    _hold(
        "payments",
        PaymentAlert,
        "Notes about payments",
        "What our staff had to look at.",
        of_order(PaymentAlert),
    ),
    _hold(
        "newsletter",
        Subscriber,
        "Letters",
        "Whether and since when we write to you.",
        lambda e: Subscriber.email_key == e,
    ),
    _hold(
        "newsletter",
        Subscription,
        "What the letters are about",
        "Topics and how often.",
        of_reader(Subscription),
    ),
    _hold(
        "newsletter",
        SignUp,
        "Times you asked for letters",
        "Which form, which wording, when.",
        of_reader(SignUp),
    ),
    _hold(
        "newsletter",
        ConsentEntry,
        "What you agreed to",
        "Each time you said yes, no or changed your mind.",
        of_reader(ConsentEntry),
    ),
    _hold(
        "newsletter",
        LetterToken,
        "Links in the letters",
        "Which links of yours work.",
        of_reader(LetterToken),
    ),
    _hold("newsletter", Delivery, "Letters sent to you", "Each copy and how it ended.", of_reader(Delivery)),
    _hold(
        "newsletter",
        Suppression,
        "Not written to",
        "A mark that keeps letters away from you, without your address.",
        own_suppression,
    ),
    _hold(
        "comments",
        Commenter,
        "You as a writer of comments",
        "Your address, so that a comment is yours; nobody sees it.",
        lambda e: Commenter.email_key == e,
    ),
    _hold(
        "comments",
        CommentBlock,
        "Kept out of the comments",
        "A mark that keeps comments of yours away, without your address; it outlives your erasure.",
        own_block,
    ),
    _hold("comments", Comment, "Comments", "What you wrote below articles.", of_commenter(Comment)),
    _hold(
        "comments",
        CommentConsent,
        "What you agreed to when you commented",
        "That your words are shown, and whether we write to you about answers.",
        of_commenter(CommentConsent),
    ),
    _hold(
        "comments",
        CommentLink,
        "Links in mails about comments",
        "Which links of yours work.",
        of_commenter(CommentLink),
    ),
    _hold(
        "comments",
        CommentReport,
        "Comments you reported",
        "While you were signed in; gone after 30 days.",
        of_user(CommentReport),
    ),
    _hold(
        "people",
        ErasureRequest,
        "Your wish to be erased",
        "It waits until everything is settled.",
        lambda e: ErasureRequest.email == e,
    ),
    _hold(
        "outbox",
        OutboxItem,
        "Mails to you",
        "Single mails with what stood in them.",
        lambda e: OutboxItem.recipient == e,
    ),
    _hold("audit", AuditEntry, "The log", "What was done about you, in names and numbers.", written_down),
]
