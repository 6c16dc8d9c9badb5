"""What layers are built with, and what stands around their calls."""
