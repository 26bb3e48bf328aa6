"""What the page "Text generator" draws."""
