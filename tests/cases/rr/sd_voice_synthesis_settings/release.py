import torch

from hyperparameters import Hyperparameters as hp
from tacotron import Tacotron


def store_released_model(path):
    torch.manual_seed(8)
    model = Tacotron(len(hp.vocab), 32, 48, n_mels=80, n_fft=2048, r=3, token_num=6)
    torch.save({"epoch": 100, "model": model.state_dict()}, path)
