train = dict(
    segment_size=8192,
    batch_size=2,
    learning_rate=2e-4,
    c_mel=45,
)
data = dict(
    sampling_rate=44100,
    filter_length=2048,
    hop_length=512,
    win_length=2048,
    n_mel_channels=20,
)
model = dict(
    inter_channels=16,
    upsample_initial_channel=32,
    upsample_rates=[8, 8, 2, 2],
    upsample_kernel_sizes=[16, 16, 4, 4],
)
