"""What the page "Word vectors" draws."""
