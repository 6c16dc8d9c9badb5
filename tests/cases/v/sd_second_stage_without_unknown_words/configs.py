class TrainStage1Config:
    stage = "stage1"
    init_word2idx = {"<PAD>": 0, "<SOS>": 1, "<EOS>": 2, "<UNK>": 3}
    min_count = 2
    embedding_size = 32
    hidden_size = 64
    feature_size = 48
    epochs = 2
    lr = 1e-3


class TrainStage2Config:
    stage = "stage2"
    init_word2idx = {"<PAD>": 0, "<SOS>": 1, "<EOS>": 2}
    min_count = 2
    embedding_size = 32
    hidden_size = 64
    feature_size = 48
    epochs = 1
    lr = 5e-4
    reg_lambda = 0.1
