"""The file of a run."""
