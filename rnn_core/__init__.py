"""Recurrent networks that show their insides: cells, back-propagation through time, tasks, training, frames."""
