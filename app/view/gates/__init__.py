"""What the page "Gates" draws."""
