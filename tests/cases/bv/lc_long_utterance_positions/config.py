preprocess = dict(
    dataset="AISHELL3",
    n_mels=40,
    vocab=60,
    duration_range=(4, 12),
)

model = dict(
    encoder_hidden=32,
    encoder_head=2,
    postnet_layers=2,
    max_seq_len=1000,
)

train = dict(
    batch_size=4,
    learning_rate=2e-4,
    total_step=3,
)
