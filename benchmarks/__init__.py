"""How fast and how smooth Backstep is: measured, never asserted."""
