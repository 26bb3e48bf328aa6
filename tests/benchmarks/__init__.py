"""Measurements: each module prints a table and, with `--json FILE`, one JSON object a line."""
