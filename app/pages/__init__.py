"""Standing pages: about, privacy, delivery, terms and the like; written by staff in Markdown, shown at /pages/<slug>/.

Page: an address, a title, a sentence, a body. It has no author and no date of publication; it says when it was last
changed.
"""
