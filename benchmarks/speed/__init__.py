"""How fast Backstep trains, beside others that train the same network on the same samples."""
