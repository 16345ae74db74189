"""The panels of the window: each shows a Frame and emits wishes; none knows another."""
