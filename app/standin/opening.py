"""Creating a Checkout Session: Stripe's rules beyond types, then the object."""

import re

from app.standin.addresses import check_mail_address, check_web_address
from app.standin.call import Call
from app.standin.cards import debit_kind
from app.standin.currencies import check_charge
from app.standin.description import DESCRIPTION
from app.standin.errors import not_served, refused
from app.standin.ids import new_session_id
from app.standin.ledger import Json
from app.standin.lines import build_lines

_HALF_HOUR, _DAY = 1800, 86400
# What would change the sum, the page or the flow, and is not played here.
_NOT_PLAYED = (
    "discounts", "optional_items", "shipping_options", "shipping_address_collection", "custom_fields",
    "tax_id_collection", "invoice_creation", "setup_intent_data", "subscription_data", "customer_account",
    "phone_number_collection", "name_collection", "saved_payment_method_options", "permissions",
)  # fmt: skip
_INTENT_NOT_PLAYED = (
    "application_fee_amount",
    "on_behalf_of",
    "transfer_data",
    "transfer_group",
    "setup_future_usage",
)


def create_session(call: Call) -> Json:
    """POST /v1/checkout/sessions: hosted page, mode payment, lines by price_data."""
    params, ledger = call.params, call.ledger
    _check_kind(params)
    expires_at = _check_deadline(params, ledger.now)
    _check_addresses(params)
    _check_intent_data(params.get("payment_intent_data", {}))
    customer = _customer(call)
    items, currency, total = build_lines(params.get("line_items"), ledger.now)
    if params.get("currency", currency) != currency:
        raise refused(f"The currency of line_items ({currency}) differs from currency.", "currency")
    check_charge(total, currency)
    identifier = new_session_id()
    email = params.get("customer_email") or (customer or {}).get("email")
    session = DESCRIPTION.complete("checkout.session", _session(params, currency, total))
    session.update(
        id=identifier,
        created=ledger.now,
        expires_at=expires_at,
        url=f"{call.base}/c/pay/{identifier}",
        customer=customer["id"] if customer else None,
        customer_details=customer_details(email) if email else None,
    )
    private = {"items": items, "intent_data": params.get("payment_intent_data", {}), "intent": None}
    ledger.insert(session, state="open", due=expires_at, private=private)
    return session


def customer_details(email: str | None) -> Json:
    """The shopper as the page learned them."""
    return {
        "address": None,
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": None,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": None,
    }


def _check_kind(params: Json) -> None:
    mode = params.get("mode")
    if mode is None:
        raise refused("Missing required param: mode.", "mode", "parameter_missing")
    if mode != "payment":
        raise not_served(f"mode={mode} of Checkout Sessions (send mode=payment)")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise not_served(f"ui_mode={params['ui_mode']} (send hosted_page)")
    for name in _NOT_PLAYED:
        if params.get(name) and params[name] != {"enabled": False}:
            raise not_served(f"{name} of Checkout Sessions")
    if params.get("after_expiration", {}).get("recovery", {}).get("enabled"):
        raise not_served("after_expiration[recovery] of Checkout Sessions")
    if "return_url" in params:
        raise refused("You can't pass return_url with ui_mode hosted_page; use success_url.", "return_url")


def _check_deadline(params: Json, now: int) -> int:
    wanted = params.get("expires_at")
    if wanted is None:
        return now + _DAY
    if wanted < now + _HALF_HOUR:
        raise refused(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
            "expires_at",
        )
    if wanted >= now + _DAY:
        raise refused(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            "expires_at",
        )
    return int(wanted)


def _check_addresses(params: Json) -> None:
    if "success_url" not in params:
        raise refused("Missing required param: success_url.", "success_url", "parameter_missing")
    for name in ("success_url", "cancel_url"):
        if name in params:
            check_web_address(params[name], name)
    if "customer_email" in params:
        check_mail_address(params["customer_email"], "customer_email")


def _check_intent_data(data: Json) -> None:
    for name in _INTENT_NOT_PLAYED:
        if name in data:
            raise not_served(f"payment_intent_data[{name}]")
    if data.get("capture_method", "automatic") == "manual":
        raise not_served("payment_intent_data[capture_method]=manual")
    if "receipt_email" in data:
        check_mail_address(data["receipt_email"], "payment_intent_data[receipt_email]")
    for name in ("statement_descriptor", "statement_descriptor_suffix"):
        value = data.get(name)
        if value is not None and (re.search(r"[<>\\'\"*]", value) or not re.search(r"[A-Za-z]", value)):
            raise refused(
                "The statement descriptor must contain at least one letter and none of < > \\ ' \" *.",
                f"payment_intent_data[{name}]",
            )


def _customer(call: Call) -> Json | None:
    if "customer" not in call.params:
        return None
    if "customer_email" in call.params:
        raise refused("You may only specify one of these parameters: customer, customer_email.", "customer")
    return call.ledger.get("customer", call.params["customer"], "customer", "customer")


def _methods(params: Json, currency: str) -> list[str]:
    offered = [kind for kind in ("card", debit_kind(currency)) if kind]
    allowed = params.get("allowed_payment_method_types") or offered
    barred = params.get("excluded_payment_method_types") or []
    methods = [kind for kind in offered if kind in allowed and kind not in barred]
    if not methods:
        raise refused(
            "No payment method is left that this stand-in plays (card, and a bank debit in eur, gbp, usd).",
            "allowed_payment_method_types",
        )
    return methods


def _session(params: Json, currency: str, total: int) -> Json:
    tax = params.get("automatic_tax", {"enabled": False})
    branding = {
        "background_color": "#ffffff",
        "border_style": "rounded",
        "button_color": "#0074d4",
        "display_name": "Stand-in",
        "font_family": "default",
        "icon": None,
        "logo": None,
        **{name: value for name, value in params.get("branding_settings", {}).items() if value},
    }
    copied = (
        "allow_promotion_codes", "billing_address_collection", "cancel_url", "client_reference_id",
        "consent_collection", "customer_email", "integration_identifier", "locale", "origin_context",
        "submit_type", "success_url", "wallet_options", "payment_method_options",
        "allowed_payment_method_types",
    )  # fmt: skip
    given = {name: params[name] for name in copied if name in params}
    return {
        **given,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": params.get("adaptive_pricing", {}).get("enabled", False)},
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {
            "enabled": tax["enabled"],
            "liability": tax.get("liability", {"type": "self"}) if tax["enabled"] else None,
            "provider": "stripe" if tax["enabled"] else None,
            "status": "requires_location_inputs" if tax["enabled"] else None,
        },
        "branding_settings": branding,
        "currency": currency,
        "custom_fields": [],
        "custom_text": {
            name: params.get("custom_text", {}).get(name) or None
            for name in ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        },
        "customer_creation": None if "customer" in params else params.get("customer_creation", "if_required"),
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "mode": "payment",
        "payment_method_collection": "if_required",
        "payment_method_options": params.get("payment_method_options", {}),
        "payment_method_types": _methods(params, currency),
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
    }
