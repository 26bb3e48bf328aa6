"""A run: one training step, losses, optimisers, curves, history."""
