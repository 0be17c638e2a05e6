"""Tax calculations and transactions: what lies in a sum, recorded once, taken back and never beyond what it was."""

from typing import Any

import pytest
import stripe

from tests.standin.conftest import StandIn
from tests.standin.test_conformity import ask

HERE: Any = {"address": {"country": "IE"}, "address_source": "shipping"}
ITEM: Any = {"amount": 2400, "reference": "1", "tax_behavior": "inclusive", "tax_code": "txcd_99999999"}
BOOK: Any = {"amount": 1000, "reference": "2", "tax_behavior": "inclusive", "tax_code": "txcd_35010000"}
SHIPPING: Any = {"amount": 450, "tax_behavior": "inclusive"}
PARTS: Any = ["line_items.data.tax_breakdown"]


def calculate(standin: StandIn, **more: Any) -> Any:
    asked: Any = {"currency": "eur", "line_items": [ITEM, BOOK], "customer_details": HERE, **more}
    return standin.client.v1.tax.calculations.create(asked)


def test_the_tax_inside_each_line_is_told_with_its_rate_and_the_total_stays(standin: StandIn) -> None:
    told = calculate(standin, shipping_cost=SHIPPING, expand=PARTS)
    assert (told.amount_total, told.tax_amount_inclusive, told.tax_amount_exclusive) == (3850, 449 + 84, 0)
    assert [(one.reference, one.amount, one.amount_tax) for one in told.line_items.data] == [
        ("1", 2400, 449), ("2", 1000, 0),
    ]  # fmt: skip
    details = [one.tax_breakdown[0].tax_rate_details.percentage_decimal for one in told.line_items.data]
    assert details == ["23.0", "0.0"]
    assert told.shipping_cost.amount_tax == 84
    assert not hasattr(calculate(standin), "line_items"), "only where it is asked for"


def test_what_is_not_kept_with_tax_gets_it_on_top_and_abroad_bears_its_own(standin: StandIn) -> None:
    german: Any = {"address": {"country": "DE", "postal_code": "10115"}}
    told = calculate(standin, line_items=[{**BOOK, "tax_behavior": "exclusive"}], customer_details=german)
    assert (told.amount_total, told.tax_amount_exclusive) == (1070, 70)
    elsewhere = calculate(standin, customer_details={"address": {"country": "JP"}}, expand=PARTS)
    assert elsewhere.tax_amount_inclusive == 0
    assert elsewhere.line_items.data[0].tax_breakdown[0].taxability_reason == "not_collecting"
    canada = {
        code: calculate(standin, customer_details={"address": {"country": "CA", "postal_code": code}})
        for code in ("T2P 1J9", "M5V 3L9")
    }
    assert [one.tax_amount_inclusive for one in canada.values()] == [114 + 48, 276 + 48]
    exempt = calculate(standin, customer_details={**HERE, "taxability_override": "reverse_charge"})
    assert exempt.tax_amount_inclusive == 0


@pytest.mark.parametrize(
    ("more", "param", "code"),
    [
        ({"line_items": []}, "line_items", None),
        ({"line_items": [ITEM, ITEM]}, "line_items", None),
        ({"line_items": [{**ITEM, "amount": -1}]}, "line_items[0][amount]", "parameter_invalid_integer"),
        ({"line_items": [{**ITEM, "tax_code": "books"}]}, "line_items[0][tax_code]", "resource_missing"),
        ({"line_items": [{**ITEM, "tax_behavior": "mixed"}]}, "line_items[0][tax_behavior]", None),
        ({"line_items": [{**ITEM, "colour": "red"}]}, "line_items[0][colour]", "parameter_unknown"),
        (
            {"customer_details": {"address": {"country": "Ireland"}}},
            "customer_details[address][country]",
            None,
        ),
        (
            {"customer_details": {"address": {"country": "US"}}},
            "customer_details[address]",
            "customer_tax_location_invalid",
        ),
    ],
)
def test_what_cannot_be_taxed_is_refused(standin: StandIn, more: Any, param: str, code: str | None) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        calculate(standin, **more)
    assert caught.value.param == param
    assert code is None or caught.value.code == code


def test_a_sale_is_recorded_once_and_taken_back_in_parts_and_no_further(standin: StandIn) -> None:
    transactions = standin.client.v1.tax.transactions
    calculation = calculate(standin, shipping_cost=SHIPPING)
    sale = transactions.create_from_calculation({"calculation": calculation.id, "reference": "order-1"})
    assert (sale.type, sale.reference, sale.shipping_cost.amount) == ("transaction", "order-1", 450)
    with pytest.raises(stripe.InvalidRequestError, match="already exists"):
        transactions.create_from_calculation({"calculation": calculation.id, "reference": "order-1"})
    part: Any = {
        "mode": "partial",
        "original_transaction": sale.id,
        "reference": "back-1",
        "flat_amount": -1000,
    }
    back = transactions.create_reversal(part)
    assert (back.type, back.reversal.original_transaction) == ("reversal", sale.id)
    lines = transactions.line_items.list(back.id).data
    assert sum(one.amount for one in lines) + back.shipping_cost.amount == -1000
    for flat in (-2851, 5, 0):
        with pytest.raises(stripe.InvalidRequestError):
            transactions.create_reversal({**part, "reference": f"back-{flat}", "flat_amount": flat})
    rest: Any = {"mode": "full", "original_transaction": sale.id, "reference": "back-2"}
    assert (
        sum(one.amount for one in transactions.line_items.list(transactions.create_reversal(rest).id).data)
        < -2000
    )
    with pytest.raises(stripe.InvalidRequestError):
        transactions.create_reversal({**rest, "reference": "back-3"})


def test_every_answer_about_tax_has_the_shape_of_the_description(standin: StandIn) -> None:
    form = {
        "currency": "eur", "line_items[0][amount]": "2400", "line_items[0][tax_behavior]": "inclusive",
        "customer_details[address][country]": "IE", "customer_details[address_source]": "billing",
        "shipping_cost[amount]": "450", "expand[0]": "line_items.data.tax_breakdown",
    }  # fmt: skip
    path = "/v1/tax/calculations"
    made = ask(standin, "POST", path, path, **form)
    one = "/v1/tax/calculations/{calculation}"
    ask(standin, "GET", f"{path}/{made['id']}", one)
    ask(standin, "GET", f"{path}/{made['id']}/line_items", f"{one}/line_items")
    path = "/v1/tax/transactions"
    sale = ask(
        standin, "POST", f"{path}/create_from_calculation", f"{path}/create_from_calculation",
        calculation=made["id"], reference="order-7", **{"expand[0]": "line_items"},
    )  # fmt: skip
    back = ask(
        standin, "POST", f"{path}/create_reversal", f"{path}/create_reversal",
        mode="full", original_transaction=sale["id"], reference="back-7",
    )  # fmt: skip
    ask(standin, "GET", f"{path}/{back['id']}", f"{path}/{{transaction}}")
    ask(standin, "GET", f"{path}/{back['id']}/line_items", f"{path}/{{transaction}}/line_items")
