"""Questions about one moment of a run that no frame can hold the answers to."""
