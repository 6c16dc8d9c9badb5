"""shapefault."""
__version__ = "0.1.0"
