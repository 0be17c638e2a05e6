"""Refunds and disputes: never more than was paid, and what happens afterwards."""

from typing import Any

import pytest
import stripe

from tests.standin.conftest import Receiver, StandIn


def intent_of(standin: StandIn, **how: Any) -> str:
    identifier: str = standin.paid(**how)["payment_intent"]["id"]
    return identifier


def charge_of(standin: StandIn, intent: str) -> Any:
    return standin.client.v1.charges.list({"payment_intent": intent}).data[0]


def test_refunds_add_up_to_the_charge_and_stop_there(standin: StandIn, receiver: Receiver) -> None:
    intent = intent_of(standin)
    refunds = standin.client.v1.refunds
    first = refunds.create({"payment_intent": intent, "amount": 900, "reason": "requested_by_customer"})
    assert (first.status, first.amount) == ("succeeded", 900)
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount") as caught:
        refunds.create({"payment_intent": intent, "amount": 1501})
    assert caught.value.param == "amount"
    assert charge_of(standin, intent).refunded is False
    assert refunds.create({"charge": charge_of(standin, intent).id}).amount == 1500
    assert (charge_of(standin, intent).amount_refunded, charge_of(standin, intent).refunded) == (2400, True)
    with pytest.raises(stripe.InvalidRequestError) as again:
        refunds.create({"payment_intent": intent, "amount": 1})
    assert again.value.code == "charge_already_refunded"
    assert [one.amount for one in refunds.list({"payment_intent": intent}).data] == [1500, 900]
    assert len(receiver.wait_for("refund.created", 2)) == len(receiver.wait_for("charge.refunded", 2)) == 2


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({}, "Exactly one"),
        ({"payment_intent": "pi_nobody"}, "No such payment_intent"),
        ({"amount": 0}, "Invalid positive integer"),
        ({"amount": -5}, "Invalid positive integer"),
        ({"currency": "usd"}, "currency"),
        ({"reason": "bored"}, "must be one of"),
    ],
)
def test_senseless_refunds_are_refused(standin: StandIn, params: Any, says: str) -> None:
    known: Any = {"payment_intent": intent_of(standin)} if params and "payment_intent" not in params else {}
    asked: Any = {**known, **params}
    with pytest.raises(stripe.InvalidRequestError, match=says):
        standin.client.v1.refunds.create(asked)


def test_what_was_never_paid_cannot_be_refunded(standin: StandIn) -> None:
    declined = intent_of(standin, card="4000000000000002")
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        standin.client.v1.refunds.create({"payment_intent": declined})
    pending = intent_of(standin, method="bank_debit")
    with pytest.raises(stripe.InvalidRequestError, match="still pending"):
        standin.client.v1.refunds.create({"payment_intent": pending})


def test_a_refund_can_fail_later_and_the_money_counts_again(standin: StandIn, receiver: Receiver) -> None:
    intent = intent_of(standin)
    refund = standin.client.v1.refunds.create({"payment_intent": intent})
    standin.control("POST", f"/refunds/{refund.id}/fail", reason="lost_or_stolen_card")
    failed = standin.client.v1.refunds.retrieve(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "lost_or_stolen_card")
    assert charge_of(standin, intent).amount_refunded == 0
    assert receiver.wait_for("refund.failed")[0].data.object.id == refund.id
    assert standin.client.v1.refunds.create({"payment_intent": intent}).amount == 2400


def test_the_card_for_failing_refunds_fails_them_by_itself(standin: StandIn, receiver: Receiver) -> None:
    standin.control("POST", "/policy", refund_seconds=0)
    intent = intent_of(standin, card="4000000000005126")
    assert standin.client.v1.refunds.create({"payment_intent": intent}).status == "succeeded"
    receiver.wait_for("refund.failed")
    assert charge_of(standin, intent).refunded is False


def test_a_pending_refund_arrives_later(standin: StandIn, receiver: Receiver) -> None:
    intent = intent_of(standin, card="4000000000007726")
    refund = standin.client.v1.refunds.create({"payment_intent": intent})
    assert refund.status == "pending"
    standin.control("POST", f"/refunds/{refund.id}/succeed")
    assert receiver.wait_for("refund.updated")[0].data.object.status == "succeeded"


def test_the_disputed_card_opens_a_dispute(standin: StandIn, receiver: Receiver) -> None:
    intent = intent_of(standin, card="4000000000000259")
    dispute = receiver.wait_for("charge.dispute.created")[0].data.object
    assert (dispute.amount, dispute.payment_intent, dispute.status) == (2400, intent, "needs_response")
    assert charge_of(standin, intent).disputed is True
    with pytest.raises(stripe.InvalidRequestError) as caught:
        standin.client.v1.refunds.create({"payment_intent": intent})
    assert caught.value.code == "charge_disputed"


def test_a_dispute_is_won_or_lost_by_the_test_evidence(standin: StandIn, receiver: Receiver) -> None:
    for evidence, verdict in (("winning_evidence", "won"), ("losing_evidence", "lost")):
        intent = intent_of(standin)
        opened = standin.control(
            "POST", f"/charges/{charge_of(standin, intent).id}/dispute", reason="general"
        )
        update: Any = {"evidence": {"uncategorized_text": evidence}}
        assert standin.client.v1.disputes.update(opened["id"], update).status == verdict
    receiver.wait_for("charge.dispute.closed", 2)
    receiver.wait_for("charge.dispute.funds_reinstated")


def test_closing_a_dispute_loses_it_once(standin: StandIn) -> None:
    intent_of(standin, card="4000000000000259")
    dispute = standin.client.v1.disputes.list().data[0]
    assert standin.client.v1.disputes.close(dispute.id).status == "lost"
    with pytest.raises(stripe.InvalidRequestError, match="takes no answer"):
        standin.client.v1.disputes.close(dispute.id)


def test_the_balance_is_the_sum_of_its_entries(standin: StandIn) -> None:
    intent = intent_of(standin)
    standin.client.v1.refunds.create({"payment_intent": intent, "amount": 400})
    entries = standin.client.v1.balance_transactions.list().data
    assert sorted(entry.type for entry in entries) == ["charge", "refund"]
    assert standin.client.v1.balance.retrieve().available[0].amount == sum(entry.net for entry in entries)
