from types import SimpleNamespace as NS

hps = NS(
    train=NS(batch_size=4, learning_rate=1e-4, segment_size=32, c_mel=45),
    data=NS(sampling_rate=22050, filter_length=256, hop_length=64, win_length=256, n_mel_channels=40),
    model=NS(inter_channels=32, hidden_channels=48, upsample_rates=[8, 8]),
)
