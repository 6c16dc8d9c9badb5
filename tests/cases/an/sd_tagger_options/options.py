CONFIG = dict(
    word_dim=768,
    pos_dim=60,
    char_dim=100,
    chunk_dim=100,
    lstm_hidden=512,
    labels=9,
)

TRAIN = dict(
    use_pos=True,
    use_char_cnn=True,
    lr=1e-3,
)

EVALUATE = dict(
    use_pos=True,
    use_char_cnn=True,
    use_chunk=True,
)
