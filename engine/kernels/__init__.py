"""The accelerator's kernels: the rules of ``engine.phases`` once more, as loops over flat vectors
that numba compiles. Only ``engine.accelerator`` imports what lies here.
"""
