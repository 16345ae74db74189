"""The window of the formula audit, in small parts."""
