"""The scene kit of the product pictures: one table, one window, three cloths."""
