"""What decides the samples of a batch: data sets, loaders, sequences, and the number of samples itself."""
