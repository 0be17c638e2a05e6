"""The basket and the half-filled answers of a checkout, kept on the server.

Cart: known by an unguessable token in a cookie, stored hashed; a row each of what is in it. Version: raised by every
change to what is in it, so that one version is paid for once. Answers: what was typed so far on the way to paying;
they wait at least `KEPT_DAYS` days. Typed: what is no answer yet, half a form or one to be mended; it waits as long.
Aside: what is kept for later or was taken out; it lies beside the basket. Seen: the price a shopper last saw of a line.
"""
