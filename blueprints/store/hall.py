"""The blueprint that the store's modules hang their views on."""

from flask import Blueprint

store = Blueprint("store", __name__)
