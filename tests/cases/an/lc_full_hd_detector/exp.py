class Exp:
    num_classes = 3
    width = (4, 8, 16, 24, 32)
    input_size = (1080, 1920)
    batch_size = 1
    max_iter = 2
    basic_lr = 1e-3
