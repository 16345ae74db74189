"""Small widgets in the look of Backstep that more than one panel uses."""
