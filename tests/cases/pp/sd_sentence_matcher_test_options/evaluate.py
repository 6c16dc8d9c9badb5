import argparse

import torch

from data import Quora
from model import BIMPM


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--char-dim", default=6, type=int)
    parser.add_argument("--char-hidden-size", default=10, type=int)
    parser.add_argument("--hidden-size", default=20, type=int)
    parser.add_argument("--num-perspective", default=5, type=int)
    parser.add_argument("--use-char-emb", default=False, action="store_true")
    parser.add_argument("--word-dim", default=30, type=int)
    return parser


def load_model(args, data, path):
    model = BIMPM(args, *data.sizes)
    model.load_state_dict(torch.load(path))
    return model.eval()


def test(path):
    args = options().parse_args([])
    data = Quora()
    model = load_model(args, data, path)
    inputs, labels = data.batch()
    with torch.no_grad():
        acc = (model(*inputs).argmax(dim=1) == labels).float().mean().item()
    print(f"test acc {acc:.3f}")
