"""The parts of the pages "Word order" and "Beginning to end"."""
