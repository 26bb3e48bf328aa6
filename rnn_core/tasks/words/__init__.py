"""Sentences of words of our own grammars, padded at the end."""
