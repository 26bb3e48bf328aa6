"""Translation: sentences with their translations, how they are cut, split, counted and scored."""
