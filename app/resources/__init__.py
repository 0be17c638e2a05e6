"""Places outside this site that we point to: leaflets, helplines, charities, tools.

A resource is real, says who keeps it and whom it is for, and carries the day its address was last looked at. It is
published or withdrawn; an article may lead to published ones only (C3).
"""
