"""The blueprint that the catalogue's staff views hang on."""

from flask import Blueprint

staff_catalog = Blueprint("staff_catalog", __name__, url_prefix="/staff/products")
