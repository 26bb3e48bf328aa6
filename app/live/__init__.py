"""A run while somebody may watch it: training in its thread, time line, viewers, saving."""
