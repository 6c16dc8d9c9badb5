class Cfgs:
    SPLITS = {
        "train": "train+val+vg",
        "val": "val",
    }
    SEED = 3
    MAX_TOKEN = 8
    WORD_EMBED_SIZE = 24
    HIDDEN_SIZE = 32
    MULTI_HEAD = 4
    FRCN_FEAT_SIZE = 40
    IMG_REGIONS = 6
    BATCH_SIZE = 8
    MAX_EPOCH = 2
    LR_BASE = 1e-3

    def __init__(self, data_path, ckpt_path):
        self.DATA_PATH = data_path
        self.CKPT_PATH = ckpt_path

    def use(self, run_mode):
        self.RUN_MODE = run_mode
        self.SPLIT = self.SPLITS[run_mode]
