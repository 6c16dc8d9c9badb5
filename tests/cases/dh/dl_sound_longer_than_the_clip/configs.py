class args:
    sr = 1600
    seconds = 10
    audio_dim = 128
    visual_dim = 64
    d_model = 32
    batch_size = 4
    lr = 1e-3
