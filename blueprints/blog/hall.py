"""The blueprint that the journal's modules hang their views on."""

from flask import Blueprint

blog = Blueprint("blog", __name__)
