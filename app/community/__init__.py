"""The doors to the community: groups, a forum and a call that live elsewhere.

A door says its language, its place and what to expect before it shows its invitation; the invitation is shown after a
press only, as a link, and can be changed in one place. Counts are sums a day: how often an invitation was shown and
how often somebody said they went in. Nobody is remembered.
"""
