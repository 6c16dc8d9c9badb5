import argparse
import math

import torch
from torch import nn


class PositionalEncoder(nn.Module):
    def __init__(self, d_model, max_seq_len=200, dropout=0.1):
        super().__init__()
        self.d_model = d_model
        self.drop = nn.Dropout(dropout)
        pos = torch.arange(max_seq_len).unsqueeze(1).float()
        rate = torch.exp(-math.log(10000.0) * torch.arange(0, d_model, 2) / d_model)
        table = torch.zeros(1, max_seq_len, d_model)
        table[0, :, 0::2] = torch.sin(pos * rate)
        table[0, :, 1::2] = torch.cos(pos * rate)
        self.register_buffer("pe", table)

    def forward(self, x):
        x = x * math.sqrt(self.d_model)
        steps = x.size(1)
        x = x + self.pe[:, :steps]
        return self.drop(x)


class Encoder(nn.Module):
    def __init__(self, vocab, d_model, n_layers, heads):
        super().__init__()
        self.embed = nn.Embedding(vocab, d_model)
        self.pe = PositionalEncoder(d_model)
        layer = nn.TransformerEncoderLayer(d_model, heads, dim_feedforward=2 * d_model, batch_first=True)
        self.layers = nn.TransformerEncoder(layer, n_layers)
        self.out = nn.Linear(d_model, vocab)

    def forward(self, src):
        return self.out(self.layers(self.pe(self.embed(src))))


def batches(opt):
    """Pads every batch to its longest sentence, none of which exceeds max_strlen."""
    g = torch.Generator().manual_seed(3)
    for longest in (60, 180, 207):
        lengths = torch.randint(20, longest, (opt.batchsize,), generator=g).tolist() + [min(longest, opt.max_strlen)]
        rows = [torch.randint(1, opt.vocab, (n,), generator=g) for n in lengths]
        yield nn.utils.rnn.pad_sequence(rows, batch_first=True)


parser = argparse.ArgumentParser()
parser.add_argument("-max_strlen", type=int, default=220)
parser.add_argument("-d_model", type=int, default=32)
parser.add_argument("-n_layers", type=int, default=2)
parser.add_argument("-heads", type=int, default=4)
parser.add_argument("-batchsize", type=int, default=3)
parser.add_argument("-vocab", type=int, default=90)
opt = parser.parse_args()
model = Encoder(opt.vocab, opt.d_model, opt.n_layers, opt.heads)
adam = torch.optim.Adam(model.parameters(), lr=1e-4)
for src in batches(opt):
    preds = model(src)
    loss = nn.functional.cross_entropy(preds.flatten(0, 1), src.flatten(), ignore_index=0)
    adam.zero_grad()
    loss.backward()
    adam.step()
    print(tuple(src.shape), loss.item())
