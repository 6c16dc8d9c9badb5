"""What a model accepts, before any data: its layers, its faults, and the set of input shapes it takes."""
