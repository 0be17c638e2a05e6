"""Makes the demo's files to download from their one source; run by hand, the results are committed."""
