"""Questions about words and text: vectors of words, samples, translations."""
