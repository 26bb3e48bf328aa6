"""The parts of the page "Translator"."""
