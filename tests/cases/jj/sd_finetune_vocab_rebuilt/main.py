import json
import os
import tempfile

import torch

from data import bpe_lines, prepare_data
from model import SockeyeModel, fit


def train(folder):
    sentences, vocab = prepare_data(bpe_lines(seed=1, n=400, n_tokens=300))
    model = SockeyeModel(len(vocab))
    print("train     ", fit(model, sentences, steps=6))
    torch.save(model.state_dict(), os.path.join(folder, "params.best"))
    with open(os.path.join(folder, "vocab.trg.json"), "w") as f:
        json.dump(vocab, f)


def fine_tune(folder):
    with open(os.path.join(folder, "vocab.trg.json")) as f:
        known = json.load(f)
    # the byte pair codes of the large corpus are applied again, so no piece is new
    lines = [[t for t in line if t in known] for line in bpe_lines(seed=2, n=64, n_tokens=200)]
    sentences, vocab = prepare_data(lines)
    model = SockeyeModel(len(vocab))
    model.load_state_dict(torch.load(os.path.join(folder, "params.best")))
    print("fine-tune ", fit(model, sentences, steps=4, lr=1e-4))


torch.manual_seed(0)
with tempfile.TemporaryDirectory() as folder:
    train(folder)
    fine_tune(folder)
