"""What staff may set without a programmer: name, texts, currency, countries, switches.

One typed row a key (`SiteSettings` names each key, its type and its default); loaded whole and kept per site
version. Secrets never live here; they come from the environment.
"""
