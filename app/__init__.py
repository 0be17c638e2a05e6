"""The rooms of the house: one package a domain, under the blueprints and above the database."""
