"""The demo's content as files, and how it becomes rows on the first start of a demo."""
