"""Gift cards sold in the shop."""
