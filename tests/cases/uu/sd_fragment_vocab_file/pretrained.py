import io
import os

import torch

from jtvae import JTNNVAE
from vocab import Vocab

HERE = os.path.dirname(os.path.abspath(__file__))


def released_weights(hidden_size, latent_size):
    """The published model as a file object, as it would come from the download page."""
    torch.manual_seed(17)
    vocab = Vocab.from_file(os.path.join(HERE, "data", "moses_vocab.txt"))
    model = JTNNVAE(vocab, hidden_size, latent_size)
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)
    return buffer
