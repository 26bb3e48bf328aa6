"""What one moment of training looks like."""
