"""The hall itself; its rooms are the modules beside."""

from flask import Blueprint

staff_orders = Blueprint("staff_orders", __name__, url_prefix="/staff/orders")
