"""Figures for print and slides: a moment of a run, painted without a window, as a file."""
