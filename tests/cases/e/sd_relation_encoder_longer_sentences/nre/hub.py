import os
import tempfile

import torch

from nre.encoder import CNNEncoder, SoftmaxNN


def checkpoint():
    """The published wiki80 model, made once per machine."""
    path = os.path.join(tempfile.gettempdir(), f"wiki80_cnn_{os.getpid()}.pth")
    torch.manual_seed(80)
    published = SoftmaxNN(CNNEncoder(300, max_length=80), 80)
    torch.save({"state_dict": published.state_dict()}, path)
    try:
        return torch.load(path)["state_dict"]
    finally:
        os.remove(path)


def get_model(name):
    if name != "wiki80_cnn_softmax":
        raise NotImplementedError(name)
    sentence_encoder = CNNEncoder(n_words=300)
    model = SoftmaxNN(sentence_encoder, num_class=80)
    model.load_state_dict(checkpoint())
    return model
