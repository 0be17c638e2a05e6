"""Words that need explaining: what staff say of each, and where an article uses one.

A term has a name, other spellings and a meaning of a sentence or two. Articles are marked when they are shown, so that
a new term is explained in old ones too; each term once an article, and never inside a link or a heading.
"""
