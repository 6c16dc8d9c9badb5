import argparse

import torch
import torch.nn.functional as F

from data import Quora
from model import BIMPM


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--char-dim", default=6, type=int)
    parser.add_argument("--char-hidden-size", default=10, type=int)
    parser.add_argument("--hidden-size", default=20, type=int)
    parser.add_argument("--learning-rate", default=0.01, type=float)
    parser.add_argument("--num-perspective", default=5, type=int)
    parser.add_argument("--steps", default=3, type=int)
    parser.add_argument("--use-char-emb", default=True, action="store_true")
    parser.add_argument("--word-dim", default=30, type=int)
    return parser


def train(path):
    args = options().parse_args([])
    data = Quora()
    model = BIMPM(args, *data.sizes)
    optimizer = torch.optim.Adam(model.parameters(), lr=args.learning_rate)
    inputs, labels = data.batch()
    for step in range(args.steps):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(*inputs), labels)
        loss.backward()
        optimizer.step()
        print(f"train loss {loss.item():.3f}")
    torch.save(model.state_dict(), path)
