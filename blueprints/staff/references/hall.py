"""The blueprint that the modules on references hang their views on."""

from flask import Blueprint

staff_references = Blueprint("staff_references", __name__, url_prefix="/staff/references")
