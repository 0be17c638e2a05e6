"""A person, over all rooms: how they come in by mail, what we hold about them, and how it is erased (A2).

Person: whoever has shown that an address is theirs, by pressing the button behind a link mailed to it. What belongs to
a person is found by that address, letter for letter but for capitals: other spellings of a mailbox may be another's.
"""
