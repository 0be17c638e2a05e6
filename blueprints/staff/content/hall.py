"""The blueprint that the writing desk's modules hang their views on."""

from flask import Blueprint

from blueprints.staff import STAFF_MENU, MenuEntry

staff_content = Blueprint("staff_content", __name__, url_prefix="/staff/articles")
STAFF_MENU.append(
    MenuEntry(key="articles", words="Articles", endpoint="staff_content.index", permission="content.write")
)
