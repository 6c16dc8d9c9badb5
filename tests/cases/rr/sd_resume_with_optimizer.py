import argparse
import os
import tempfile
from itertools import chain

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--vocab", type=int, default=60)
parser.add_argument("--dim", type=int, default=48)
parser.add_argument("--relations", type=int, default=7)
parser.add_argument("--batch_size", type=int, default=16)
parser.add_argument("--lr", type=float, default=5e-4)
parser.add_argument("--l2", type=float, default=1e-4)
parser.add_argument("--first_epochs", type=int, default=1)
parser.add_argument("--more_epochs", type=int, default=1)
args = parser.parse_args()


class QuestionEncoder(nn.Module):
    def __init__(self, vocab, dim):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim)
        self.rnn = nn.GRU(dim, dim, batch_first=True)

    def forward(self, tokens):
        return self.rnn(self.embed(tokens))[1][0]


class RelationHead(nn.Module):
    def __init__(self, dim, relations):
        super().__init__()
        self.hidden = nn.Linear(dim, 2 * dim)
        self.out = nn.Linear(2 * dim, relations)

    def forward(self, h):
        return self.out(torch.tanh(self.hidden(h)))


class Parser(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.encoder = QuestionEncoder(args.vocab, args.dim)
        self.head = RelationHead(args.dim, args.relations)

    def forward(self, tokens):
        return self.head(self.encoder(tokens))


def make_data(args, n, seed):
    g = torch.Generator().manual_seed(seed)
    tokens = torch.randint(0, args.vocab, (n, 10), generator=g)
    return TensorDataset(tokens, tokens[:, 0] % args.relations)


def run(model, optimizer, loader, epochs, tag):
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for tokens, relation in loader:
            optimizer.zero_grad()
            loss = criterion(model(tokens), relation)
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"{tag} epoch {epoch} loss {total / len(loader):.4f}")


def train_from_scratch(args, loader, path):
    model = Parser(args)
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr, weight_decay=args.l2)
    run(model, optimizer, loader, args.first_epochs, "first run")
    torch.save({"model": model.state_dict(), "optim": optimizer.state_dict()}, path)


def continue_training(args, loader, path):
    check_point = torch.load(path)
    model = Parser(args)
    model.load_state_dict(check_point["model"])
    params = chain(model.head.parameters(), model.encoder.parameters())
    optimizer = torch.optim.AdamW(params, lr=args.lr, weight_decay=args.l2)
    optimizer.load_state_dict(check_point["optim"])
    run(model, optimizer, loader, args.more_epochs, "resumed")
    return model


def accuracy(model, dataset):
    tokens, relation = dataset.tensors
    with torch.no_grad():
        return (model.eval()(tokens).argmax(1) == relation).float().mean().item()


torch.manual_seed(0)
loader = DataLoader(make_data(args, 160, 1), batch_size=args.batch_size, shuffle=True)
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "model.bin")
    train_from_scratch(args, loader, path)
    model = continue_training(args, loader, path)
print("dev accuracy", accuracy(model, make_data(args, 64, 2)))
