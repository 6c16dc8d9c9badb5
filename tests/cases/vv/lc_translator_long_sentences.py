import argparse
import math

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.rnn import pad_sequence

PAD, SOS, EOS = 0, 1, 2


class Embedder(nn.Module):
    def __init__(self, vocab_size, d_model):
        super().__init__()
        self.embed = nn.Embedding(vocab_size, d_model)

    def forward(self, x):
        return self.embed(x)


class PositionalEncoder(nn.Module):
    def __init__(self, d_model, max_seq_len=200, dropout=0.1):
        super().__init__()
        self.d_model = d_model
        self.dropout = nn.Dropout(dropout)
        pos = torch.arange(max_seq_len).unsqueeze(1)
        freq = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        pe = torch.zeros(max_seq_len, d_model)
        pe[:, 0::2] = torch.sin(pos * freq)
        pe[:, 1::2] = torch.cos(pos * freq)
        self.register_buffer("pe", pe.unsqueeze(0))

    def forward(self, x):
        x = x * math.sqrt(self.d_model)
        seq_len = x.size(1)
        x = x + self.pe[:, :seq_len]
        return self.dropout(x)


class Encoder(nn.Module):
    def __init__(self, vocab_size, d_model, n, heads):
        super().__init__()
        self.embed = Embedder(vocab_size, d_model)
        self.pe = PositionalEncoder(d_model)
        self.layers = nn.ModuleList(nn.TransformerEncoderLayer(d_model, heads, 64, batch_first=True) for _ in range(n))

    def forward(self, src, src_pad):
        x = self.pe(self.embed(src))
        for layer in self.layers:
            x = layer(x, src_key_padding_mask=src_pad)
        return x


class Decoder(nn.Module):
    def __init__(self, vocab_size, d_model, n, heads):
        super().__init__()
        self.embed = Embedder(vocab_size, d_model)
        self.pe = PositionalEncoder(d_model)
        self.layers = nn.ModuleList(nn.TransformerDecoderLayer(d_model, heads, 64, batch_first=True) for _ in range(n))

    def forward(self, trg, memory, src_pad):
        x = self.pe(self.embed(trg))
        n = trg.size(1)
        causal = torch.triu(torch.ones(n, n, dtype=torch.bool), diagonal=1)
        for layer in self.layers:
            x = layer(x, memory, tgt_mask=causal, memory_key_padding_mask=src_pad)
        return x


class Transformer(nn.Module):
    def __init__(self, src_vocab, trg_vocab, d_model, n, heads):
        super().__init__()
        self.encoder = Encoder(src_vocab, d_model, n, heads)
        self.decoder = Decoder(trg_vocab, d_model, n, heads)
        self.out = nn.Linear(d_model, trg_vocab)

    def forward(self, src, trg):
        src_pad = src == PAD
        return self.out(self.decoder(trg, self.encoder(src, src_pad), src_pad))


def read_pairs(max_strlen, vocab):
    g = torch.Generator().manual_seed(5)
    pairs = []
    for n in (12, 40, 95, 160, 198, 230, 245, 270):
        if n > max_strlen:
            continue
        src = torch.randint(3, vocab, (n,), generator=g)
        trg = torch.randint(3, vocab, (n // 2,), generator=g)
        pairs.append((src, torch.cat([torch.tensor([SOS]), trg, torch.tensor([EOS])])))
    return pairs


def batches(pairs, size):
    for i in range(0, len(pairs), size):
        src, trg = zip(*pairs[i:i + size])
        yield pad_sequence(src, True, PAD), pad_sequence(trg, True, PAD)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-d_model", type=int, default=32)
    parser.add_argument("-n_layers", type=int, default=2)
    parser.add_argument("-heads", type=int, default=4)
    parser.add_argument("-batchsize", type=int, default=2)
    parser.add_argument("-vocab", type=int, default=60)
    parser.add_argument("-max_strlen", type=int, default=250)
    opt = parser.parse_args()
    torch.manual_seed(0)
    model = Transformer(opt.vocab, opt.vocab, opt.d_model, opt.n_layers, opt.heads)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    for src, trg in batches(read_pairs(opt.max_strlen, opt.vocab), opt.batchsize):
        preds = model(src, trg[:, :-1])
        loss = F.cross_entropy(preds.reshape(-1, preds.size(-1)), trg[:, 1:].reshape(-1), ignore_index=PAD)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(tuple(src.shape), f"loss = {loss.item():.3f}")


main()
