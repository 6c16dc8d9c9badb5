"""Renderers of a check: pure functions from a result to text, JSON and HTML."""
