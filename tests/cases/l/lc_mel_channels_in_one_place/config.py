data_config = {
    "segment_length": 4000,
    "sampling_rate": 8000,
    "filter_length": 256,
    "hop_length": 64,
}

waveglow_config = {
    "n_mel_channels": 40,
    "n_flows": 2,
    "n_group": 8,
    "n_channels": 32,
}

train_config = {
    "epochs": 1,
    "batch_size": 4,
    "learning_rate": 1e-4,
}
