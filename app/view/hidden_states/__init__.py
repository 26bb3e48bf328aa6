"""What the page "Hidden states" draws."""
