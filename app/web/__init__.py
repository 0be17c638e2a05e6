"""What every page needs from Flask, and nothing of any one room.

guard (who may post), headers, page_cache (in front of Flask), assets, preferences (comfort), templating, answers
(errors as pages), limits, health.
"""
