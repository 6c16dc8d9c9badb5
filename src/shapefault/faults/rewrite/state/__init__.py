"""Checkpoints: what the saved model was, and how the loading one is built."""
