"""What dev.py does, with the standard library alone; but `failed_tests` is for pytest."""
