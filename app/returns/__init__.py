"""Returns: what a buyer sends back, announced from the order's page, received and decided by staff.

Return: some units of some lines that come back together; its number is the order's with R1, R2, … Announced by the
buyer (no reason is asked first), received when the parcel is here, settled when staff have decided about each line
whether its units go back on the shelf. Called off: the buyer keeps the things after all, or they never came.
The money is a decision apart (payments); a proposal is worked out from what was paid for the units.
No more units of a line are ever on their way back than were sent (O4).
"""
