import argparse

import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

from features import PairFeatures
from latent_space import ETypeClus

PAIRS = [
    ("arrest", "suspect"), ("detain", "man"), ("jail", "thief"), ("flood", "street"), ("hit", "coast"),
    ("destroy", "house"), ("infect", "patient"), ("spread", "virus"), ("treat", "case"), ("win", "election"),
]


def get_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--input_dim1", default=1000, type=int, help="width of the predicate features")
    parser.add_argument("--input_dim2", default=1000, type=int, help="width of the object features")
    parser.add_argument("--hidden_dims", default=[128, 64, 16], type=int, nargs="+")
    parser.add_argument("--n_clusters", default=4, type=int)
    parser.add_argument("--batch_size", default=5, type=int)
    parser.add_argument("--lr", default=1e-3, type=float)
    parser.add_argument("--pretrain_epoch", default=3, type=int)
    return parser.parse_args()


def pretrain(model, loader, args):
    optim = torch.optim.Adam(model.parameters(), lr=args.lr)
    for epoch in range(args.pretrain_epoch):
        total = 0.0
        for x1, x2, _ in loader:
            x1_hat, x2_hat, _ = model(x1, x2)
            loss = F.mse_loss(x1_hat, x1) + F.mse_loss(x2_hat, x2)
            optim.zero_grad()
            loss.backward()
            optim.step()
            total += loss.item() * len(x1)
        print(f"epoch {epoch}: loss = {total / len(loader.dataset):.5f}")


args = get_args()
torch.manual_seed(42)
dataset = PairFeatures(PAIRS)
model = ETypeClus(args.input_dim1, args.input_dim2, args.hidden_dims, args.n_clusters)
pretrain(model, DataLoader(dataset, batch_size=args.batch_size, shuffle=True), args)
