"""One moment of training, as pages show it."""
