train_config = dict(batch_size=4, iterations=3, learning_rate=1e-4, seed=1234)

# 8 kHz telephone speech
data_config = dict(
    segment_length=4096,
    sampling_rate=8000,
    filter_length=512,
    hop_length=128,
    win_length=512,
    mel_fmin=0.0,
    mel_fmax=4000.0,
)

waveglow_config = dict(
    n_mel_channels=40,
    n_flows=3,
    n_group=8,
    n_channels=32,
)
