"""The blueprint that the writing desk's modules hang their views on."""

from flask import Blueprint

staff_content = Blueprint("staff_content", __name__, url_prefix="/staff/articles")
