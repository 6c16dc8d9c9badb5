"""Renderers: pure functions from a report to text, JSON and other forms."""
