"""What happened in a DataLoader: the batch that failed, its samples, and each one's way from a file to its shape."""
