import argparse
import math
import random

import torch
import torch.nn as nn
import torch.nn.functional as F

PAD, SOS, EOS = 0, 1, 2


class PositionalEncoder(nn.Module):
    def __init__(self, d_model, max_seq_len=60, dropout=0.1):
        super().__init__()
        self.d_model = d_model
        self.dropout = nn.Dropout(dropout)
        pe = torch.zeros(max_seq_len, d_model)
        pos = torch.arange(max_seq_len).float()[:, None]
        div = torch.exp(torch.arange(0, d_model, 2).float() * (-math.log(10000.0) / d_model))
        pe[:, 0::2] = torch.sin(pos * div)
        pe[:, 1::2] = torch.cos(pos * div)
        self.register_buffer("pe", pe.unsqueeze(0))

    def forward(self, x):
        # make embeddings relatively larger
        x = x * math.sqrt(self.d_model)
        x = x + self.pe[:, :x.size(1)]
        return self.dropout(x)


class Encoder(nn.Module):
    def __init__(self, vocab_size, d_model, N, heads):
        super().__init__()
        self.embed = nn.Embedding(vocab_size, d_model, padding_idx=PAD)
        self.pe = PositionalEncoder(d_model)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(d_model, heads, 2 * d_model, batch_first=True) for _ in range(N))

    def forward(self, src, pad_mask):
        x = self.pe(self.embed(src))
        for layer in self.layers:
            x = layer(x, src_key_padding_mask=pad_mask)
        return x


class Decoder(nn.Module):
    def __init__(self, vocab_size, d_model, N, heads):
        super().__init__()
        self.embed = nn.Embedding(vocab_size, d_model, padding_idx=PAD)
        self.pe = PositionalEncoder(d_model)
        self.layers = nn.ModuleList(
            nn.TransformerDecoderLayer(d_model, heads, 2 * d_model, batch_first=True) for _ in range(N))

    def forward(self, trg, e_outputs, pad_mask):
        x = self.pe(self.embed(trg))
        causal = torch.triu(torch.ones(trg.size(1), trg.size(1), dtype=torch.bool), 1)
        for layer in self.layers:
            x = layer(x, e_outputs, tgt_mask=causal, memory_key_padding_mask=pad_mask)
        return x


class Transformer(nn.Module):
    def __init__(self, src_vocab, trg_vocab, d_model, N, heads):
        super().__init__()
        self.encoder = Encoder(src_vocab, d_model, N, heads)
        self.decoder = Decoder(trg_vocab, d_model, N, heads)
        self.out = nn.Linear(d_model, trg_vocab)

    def forward(self, src, trg):
        pad_mask = src == PAD
        return self.out(self.decoder(trg, self.encoder(src, pad_mask), pad_mask))


def read_data(opt):
    """Parallel corpus as index lists; sentences of max_strlen words or more are dropped."""
    rnd = random.Random(1)
    pairs = []
    for _ in range(opt.corpus_size):
        n = min(int(rnd.expovariate(1 / 25)) + 3, 150)
        src = [rnd.randrange(3, opt.vocab) for _ in range(n)]
        trg = [3 + (w * 7) % (opt.vocab - 3) for w in src]
        if len(src) < opt.max_strlen:
            pairs.append((src, [SOS] + trg + [EOS]))
    return pairs


def create_dataset(opt, pairs):
    pairs = sorted(pairs, key=lambda p: len(p[0]))
    batches = [pairs[i:i + opt.batchsize] for i in range(0, len(pairs), opt.batchsize)]
    random.Random(2).shuffle(batches)

    def pad(rows):
        longest = max(map(len, rows))
        return torch.tensor([r + [PAD] * (longest - len(r)) for r in rows])
    return [(pad([s for s, _ in b]), pad([t for _, t in b])) for b in batches]


def train_model(model, opt, dataset):
    optimizer = torch.optim.Adam(model.parameters(), lr=opt.lr, betas=(0.9, 0.98), eps=1e-9)
    for epoch in range(opt.epochs):
        total = 0.0
        for src, trg in dataset:
            preds = model(src, trg[:, :-1])
            ys = trg[:, 1:].contiguous().view(-1)
            loss = F.cross_entropy(preds.view(-1, preds.size(-1)), ys, ignore_index=PAD)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch + 1} loss = {total / len(dataset):.3f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-corpus_size", type=int, default=120)
    parser.add_argument("-vocab", type=int, default=200)
    parser.add_argument("-epochs", type=int, default=1)
    parser.add_argument("-d_model", type=int, default=32)
    parser.add_argument("-n_layers", type=int, default=2)
    parser.add_argument("-heads", type=int, default=4)
    parser.add_argument("-batchsize", type=int, default=8)
    parser.add_argument("-lr", type=float, default=1e-3)
    parser.add_argument("-max_strlen", type=int, default=100)
    opt = parser.parse_args()
    torch.manual_seed(0)
    dataset = create_dataset(opt, read_data(opt))
    model = Transformer(opt.vocab, opt.vocab, opt.d_model, opt.n_layers, opt.heads)
    train_model(model, opt, dataset)


if __name__ == "__main__":
    main()
