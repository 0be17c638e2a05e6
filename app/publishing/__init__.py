"""The gate between the writing desk and the readers.

C1: what is published has a title, a topic, words for its picture, at least one resource, at least one allowed product
or a recorded "none", at least one door or a recorded "none". C2: each published version is kept. C3: no link leads to
what readers cannot see; who withdraws a thing that articles rest on is told so first.
"""
