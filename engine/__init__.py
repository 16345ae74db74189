"""Backstep's engine: backpropagation in NumPy, one pure function at a time; no Qt, ever."""
