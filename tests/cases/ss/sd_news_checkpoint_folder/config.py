class BaseConfig:
    checkpoint_root = "checkpoint"
    num_categories = 12
    word_embedding_dim = 24
    num_filters = 16
    num_clicked = 5
    batch_size = 4


class SmallConfig(BaseConfig):
    num_words = 1 + 640
    last_step = 3000


class LargeConfig(BaseConfig):
    num_words = 1 + 1012
    last_step = 1000
