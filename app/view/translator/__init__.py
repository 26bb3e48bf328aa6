"""What the page "Translator" draws."""
