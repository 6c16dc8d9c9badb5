import argparse

import torch
from torch import nn


class Corpus:
    """Random walk over a small vocabulary, as three token streams."""

    def __init__(self, ntokens=60, seed=1):
        g = torch.Generator().manual_seed(seed)
        steps = torch.randint(-3, 4, (9000,), generator=g)
        stream = steps.cumsum(0).remainder(ntokens)
        self.ntokens = ntokens
        self.train, self.valid, self.test = stream[:6000], stream[6000:7500], stream[7500:]


def columns(stream, batch_size):
    n = len(stream) // batch_size
    return stream[:n * batch_size].view(batch_size, n)


def train_windows(stream, batch_size, bptt):
    data = columns(stream, batch_size).t().contiguous()
    for i in range(0, len(data) - bptt, bptt):
        yield data[i:i + bptt], data[i + 1:i + 1 + bptt].reshape(-1)


def eval_windows(stream, batch_size, bptt):
    data = columns(stream, batch_size)
    for i in range(0, data.size(1) - bptt, bptt):
        yield data[:, i:i + bptt], data[:, i + 1:i + 1 + bptt].reshape(-1)


class RNNModel(nn.Module):
    def __init__(self, ntoken, emsize, nhid, nlayers, dropout=0.3):
        super().__init__()
        sizes = [emsize] + [nhid] * (nlayers - 1) + [emsize]
        self.nhid = sizes[1:]
        self.encoder = nn.Embedding(ntoken, emsize)
        self.rnns = nn.ModuleList(nn.LSTM(a, b) for a, b in zip(sizes, sizes[1:]))
        self.drop = nn.Dropout(dropout)
        self.decoder = nn.Linear(emsize, ntoken)
        self.decoder.weight = self.encoder.weight

    def init_hidden(self, bsz):
        return [(torch.zeros(1, bsz, n), torch.zeros(1, bsz, n)) for n in self.nhid]

    def forward(self, tokens, hidden):
        out, new_hidden = self.encoder(tokens), []
        for rnn, h in zip(self.rnns, hidden):
            out, h = rnn(self.drop(out), h)
            new_hidden.append(h)
        return self.decoder(out).flatten(0, 1), new_hidden


def repackage(hidden):
    return [tuple(t.detach() for t in h) for h in hidden]


def evaluate(model, stream, batch_size, bptt, criterion):
    model.eval()
    hidden, losses = model.init_hidden(batch_size), []
    with torch.no_grad():
        for data, targets in eval_windows(stream, batch_size, bptt):
            output, hidden = model(data, hidden)
            losses.append(criterion(output, targets).item())
    return sum(losses) / len(losses)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--emsize", type=int, default=40)
    parser.add_argument("--nhid", type=int, default=115)
    parser.add_argument("--nlayers", type=int, default=3)
    parser.add_argument("--bptt", type=int, default=70)
    parser.add_argument("--batch_size", type=int, default=20)
    parser.add_argument("--eval_batch_size", type=int, default=10)
    parser.add_argument("--epochs", type=int, default=1)
    args = parser.parse_args()

    corpus = Corpus()
    model = RNNModel(corpus.ntokens, args.emsize, args.nhid, args.nlayers)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    for epoch in range(args.epochs):
        model.train()
        hidden = model.init_hidden(args.batch_size)
        for data, targets in train_windows(corpus.train, args.batch_size, args.bptt):
            output, hidden = model(data, repackage(hidden))
            loss = criterion(output, targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        val_loss = evaluate(model, corpus.valid, args.eval_batch_size, args.bptt, criterion)
        print(f"epoch {epoch}: train {loss.item():.3f} valid {val_loss:.3f}")


if __name__ == "__main__":
    main()
