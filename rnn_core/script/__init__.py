"""A run as a Python script that needs nothing of this project: Flax NNX, optax and automatic differentiation."""
