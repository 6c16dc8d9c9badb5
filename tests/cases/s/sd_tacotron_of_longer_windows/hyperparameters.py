class Hyperparameters:
    # text
    vocab = "PE abcdefghijklmnopqrstuvwxyz'.?"
    # signal
    sr = 22050
    n_fft = 1024
    frame_shift = 0.0125
    frame_length = 0.05
    n_mels = 80
    # model
    E = 32
    r = 5
