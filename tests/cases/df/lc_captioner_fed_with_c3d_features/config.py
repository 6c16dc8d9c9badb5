import os
import tempfile


class FeatureConfig:
    model = "C3D"  # InceptionV4 | C3D
    size = 1536
    n_frames = 28


class VocabConfig:
    embedding_size = 48
    init_words = ("<PAD>", "<SOS>", "<EOS>")


class DecoderConfig:
    hidden_size = 64
    attn_size = 32
    max_caption_len = 8


class TrainConfig:
    corpus = "MSVD"
    data_dir = os.path.join(tempfile.gettempdir(), "recnet_msvd_%d" % os.getpid())
    batch_size = 5
    epochs = 1
    lr = 2e-4

    feat = FeatureConfig
    vocab = VocabConfig
    decoder = DecoderConfig
