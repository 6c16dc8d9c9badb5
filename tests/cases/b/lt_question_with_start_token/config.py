class cfg:
    seed = 12
    vocab = 150
    embed = 32
    hidden = 48
    sentence_len = 30
    question_len = 20
    batch_size = 16
    epochs = 1
    lr = 0.5
    clip = 5.0
    pad, sos, eos = 0, 1, 2
