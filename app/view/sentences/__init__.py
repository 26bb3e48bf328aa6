"""What the pages "Word order" and "Beginning to end" draw."""
