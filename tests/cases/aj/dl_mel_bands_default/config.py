h = {
    "sampling_rate": 8000,
    "n_fft": 512,
    "hop_size": 64,
    "num_mels": 80,
    "segment_size": 2048,
    "upsample_rates": [8, 8],
    "upsample_initial_channel": 64,
    "batch_size": 4,
    "learning_rate": 2e-4,
}
