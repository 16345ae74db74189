"""One file for each contestant: it trains a work, in a process of its own."""
