import math

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

PAD = 0
cfg = dict(vocab=120, d_model=32, nhead=4, layers=2, ff=64, batch_size=8, classes=3)


def collate(samples):
    tokens, labels = zip(*samples)
    return pad_sequence(tokens, padding_value=PAD), torch.tensor(labels)


def make_data(n):
    g = torch.Generator().manual_seed(5)
    lengths = torch.randint(5, 21, (n,), generator=g).tolist()
    return [(torch.randint(1, cfg["vocab"], (k,), generator=g), k % cfg["classes"]) for k in lengths]


def make_pad_mask(tokens):
    """True where the encoder must not look."""
    return tokens == PAD


class PositionalEncoding(nn.Module):
    def __init__(self, d_model, max_len=200):
        super().__init__()
        pos = torch.arange(max_len).unsqueeze(1)
        div = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        pe = torch.zeros(max_len, 1, d_model)
        pe[:, 0, 0::2] = torch.sin(pos * div)
        pe[:, 0, 1::2] = torch.cos(pos * div)
        self.register_buffer("pe", pe)

    def forward(self, x):
        return x + self.pe[: x.size(0)]


class TextClassifier(nn.Module):
    def __init__(self, vocab, d_model, nhead, layers, ff, classes, **_):
        super().__init__()
        self.embed = nn.Embedding(vocab, d_model, padding_idx=PAD)
        self.pos = PositionalEncoding(d_model)
        layer = nn.TransformerEncoderLayer(d_model, nhead, ff, dropout=0.1)
        self.encoder = nn.TransformerEncoder(layer, layers)
        self.out = nn.Linear(d_model, classes)

    def forward(self, tokens, pad_mask):
        x = self.pos(self.embed(tokens))
        x = self.encoder(x, src_key_padding_mask=pad_mask)
        return self.out(x[0])


def train():
    model = TextClassifier(**cfg)
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    for tokens, labels in DataLoader(make_data(32), batch_size=cfg["batch_size"], collate_fn=collate):
        logits = model(tokens, make_pad_mask(tokens))
        loss = nn.functional.cross_entropy(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("last loss", loss.item())


if __name__ == "__main__":
    torch.manual_seed(0)
    train()
