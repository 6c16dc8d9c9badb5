"""Calls that reshape, move, join or reduce axes."""
