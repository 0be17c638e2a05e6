"""Only declared fields of a form change anything: every column of every table is posted to every form beside them."""

import re
import sqlite3
from urllib.parse import urlencode

from app.db import db
from tests.support.house import House, send
from tests.support.rows import Rows
from tests.web.hostile.walking import FORM, clients, find_forms, who_asks

MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.\d]*(\+00:00)?|\b1[0-9]{9}\b")
#: made anew each time, whatever was sent
BY_CHANCE = re.compile(
    r"[0-9a-f]{4}(-[0-9a-f]{4}){2}(?!-)|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24,}|[A-Za-z0-9_-]{22}|cs_test_\w+|pi_\w+"
)
APART = {"security.logout", "account.end_one_session", "mine.end_device", "mine.end_devices"}


def everything(rows: Rows) -> dict[str, list[str]]:
    """Return each table as lines of text, without moments and without what is drawn by lot."""
    connection: sqlite3.Connection = rows.connection
    tables = [table.name for table in db.metadata.sorted_tables]
    said = {}
    for table in tables:
        lines = (repr(row) for row in connection.execute(f'SELECT * FROM "{table}"'))  # noqa: S608
        said[table] = sorted(BY_CHANCE.sub("?", MOMENT.sub("now", line)) for line in lines)
    return said


def test_a_column_that_no_form_declares_is_not_heard(house: House, rows: Rows) -> None:
    who = clients(house)
    columns = sorted({column.name for table in db.metadata.sorted_tables for column in table.columns})
    forms = find_forms(house, who)
    rows.keep()
    changed = 0
    for endpoint in sorted(set(forms) - APART):
        rule, form = forms[endpoint]
        extra = [(name, "7") for name in columns if name not in form.names]
        seen = []
        for pairs in (form.pairs, [*form.pairs, *extra]):
            send(who[who_asks(rule)], "POST", form.action, data=urlencode(pairs), content_type=FORM)
            seen.append(everything(rows))
            changed += rows.have_changed()
        for table, lines in seen[0].items():
            assert seen[1][table] == lines, f"{endpoint}: a field that it does not declare changed {table}"
    assert changed > 40
