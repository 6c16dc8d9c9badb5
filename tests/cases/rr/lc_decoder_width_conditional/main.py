import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader

from numbers_data import SOS, VOCAB, ReversedDigits
from seq2seq import DecoderRNN, EncoderRNN, Seq2seq

parser = argparse.ArgumentParser()
parser.add_argument("--hidden-size", type=int, default=64)
parser.add_argument("--layers", type=int, default=1)
parser.add_argument("--bidirectional", action="store_true")
parser.add_argument("--batch-size", type=int, default=16)
parser.add_argument("--length", type=int, default=6)
parser.add_argument("--epochs", type=int, default=2)
opt = parser.parse_args()


def build(opt):
    hidden_size = opt.hidden_size
    encoder = EncoderRNN(VOCAB, hidden_size, opt.layers, bidirectional=opt.bidirectional)
    decoder = DecoderRNN(
        VOCAB,
        opt.length,
        hidden_size * 2 if opt.bidirectional else 1,
        sos_id=SOS,
        n_layers=opt.layers,
        bidirectional=opt.bidirectional,
    )
    return Seq2seq(encoder, decoder)


def evaluate(model, loader):
    model.eval()
    right = total = 0
    with torch.no_grad():
        for src, tgt in loader:
            guess = model(src).argmax(-1)
            right += (guess == tgt).sum().item()
            total += tgt.numel()
    return right / total


def train(model, opt):
    train_loader = DataLoader(ReversedDigits(96, opt.length, seed=1), batch_size=opt.batch_size, shuffle=True)
    dev_loader = DataLoader(ReversedDigits(32, opt.length, seed=2), batch_size=opt.batch_size)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(opt.epochs):
        model.train()
        for src, tgt in train_loader:
            logits = model(src, tgt)
            loss = criterion(logits.reshape(-1, VOCAB), tgt.reshape(-1))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimizer.step()
        print(f"epoch {epoch} loss {loss.item():.3f} dev {evaluate(model, dev_loader):.3f}")


torch.manual_seed(0)
train(build(opt), opt)
