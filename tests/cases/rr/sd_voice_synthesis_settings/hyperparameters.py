class Hyperparameters:
    sr = 16000
    n_fft = 1024
    hop_length = 200
    n_mels = 80
    r = 3

    E = 32
    H = 48
    vocab = "PE abcdefghijklmnopqrstuvwxyz'.?"
    char2idx = {c: i for i, c in enumerate(vocab)}

    token_num = 6
    max_steps = 12
