"""Predictions and targets: what a loss takes, and what made either of them."""
