"""What the page "Gradients" draws."""
