"""What a run is: its settings, their limits, their place in a link."""
