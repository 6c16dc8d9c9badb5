class Cfgs:
    RUN_MODE = "val"
    SEED = 8
    SPLIT = {"train": "train", "val": "val"}
    VOCAB_FROM = ["train", "val"]

    MAX_TOKEN = 14
    WORD_EMBED_SIZE = 48
    HIDDEN_SIZE = 64
    FRCN_FEAT_SIZE = 128
    ANSWER_SIZE = 20
    BATCH_SIZE = 8
