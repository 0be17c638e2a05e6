"""In which order the queue hands out work: what a person waits for goes before what nobody waits for."""

from pathlib import Path

from app.config import load_config
from app.factory import create_app
from app.outbox import actions


def test_mail_goes_before_a_pile_of_pictures(tmp_path: Path) -> None:
    environment = {"APP_MODE": "demo", "INSTANCE_DIR": str(tmp_path), "STRIPE_API_BASE": "http://127.0.0.1:1"}
    queue = create_app(load_config(environment)).extensions["queue"]
    wakers = list(actions._wake)
    actions.set_waker(lambda _item_id, _at_leisure: None)
    for number in range(20):
        wakers[0](number, True)
    wakers[0](99, False)
    first = queue.dequeue()
    assert (first.name, first.args) == ("run_item", (99,))
