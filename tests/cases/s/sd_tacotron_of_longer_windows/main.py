import os
import tempfile

import torch

from hyperparameters import Hyperparameters as hp
from network import Tacotron
from train import checkpoint


def load_model(checkpoint_path):
    model = Tacotron()
    model.load_state_dict(torch.load(checkpoint_path, map_location=lambda storage, location: storage, weights_only=True))
    model.eval()
    return model


def synthesize(model, text):
    ids = torch.tensor([[hp.vocab.index(c) for c in text + "E"]])
    with torch.no_grad():
        mels, mags = model(ids)
    return mels.shape, mags.shape


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "epoch100.pt")
        checkpoint(path)
        print(*synthesize(load_model(path), "hello there."))
