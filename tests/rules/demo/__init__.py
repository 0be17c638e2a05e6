"""The demo's texts, measured against what the house asks of every text."""
