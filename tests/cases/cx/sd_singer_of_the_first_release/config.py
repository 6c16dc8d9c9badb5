from types import SimpleNamespace

data = SimpleNamespace(sample_rate=16000, hop_size=64, n_phones=40)
model = SimpleNamespace(
    hidden_channels=48,
    n_harmonic=64,
    upsample_rates=[8, 8],
    upsample_initial_channel=32,
)
