from types import SimpleNamespace

hps = SimpleNamespace(
    train=SimpleNamespace(learning_rate=2e-4, batch_size=4, epochs=1),
    data=SimpleNamespace(
        sampling_rate=22050,
        filter_length=1024,
        hop_length=256,
        win_length=1024,
        n_mel_channels=80,
        use_mel_posterior_encoder=True,
    ),
    model=SimpleNamespace(inter_channels=32, hidden_channels=48),
)
