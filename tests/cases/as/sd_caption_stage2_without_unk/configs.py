class StageOneConfig:
    init_word2idx = {"<PAD>": 0, "<SOS>": 1, "<EOS>": 2, "<UNK>": 3}
    embedding_size = 24
    hidden_size = 32
    feat_size = 40
    lr = 1e-3


class StageTwoConfig:
    init_word2idx = {"<PAD>": 0, "<SOS>": 1, "<EOS>": 2}
    embedding_size = 24
    hidden_size = 32
    feat_size = 40
    lr = 1e-4
    lambda_recon = 0.2
