import math
import random
import re

import torch
import torch.nn as nn

TOKEN = re.compile(r"Cl|Br|\[[^\]]+\]|.")
ATOMS = ["C", "c", "N", "O", "=", "(", ")", "1", "Cl", "[nH]"]
vocab = {t: i for i, t in enumerate(["<pad>", "<sos>", "<eos>"] + ATOMS)}
random.seed(8)
reactions = [("".join(random.choices(ATOMS, k=n)), "".join(random.choices(ATOMS, k=n // 2)))
             for n in (60, 150, 230, 90, 180, 40)]


def encode(batch):
    ids = [[1] + [vocab[t] for t in TOKEN.findall(s)] + [2] for s in batch]
    return nn.utils.rnn.pad_sequence([torch.tensor(x) for x in ids], batch_first=True)


class PositionalEncoder(nn.Module):
    def __init__(self, d_model, max_seq_len=200, dropout=0.1):
        super().__init__()
        self.d_model = d_model
        self.dropout = nn.Dropout(dropout)
        pos = torch.arange(max_seq_len).unsqueeze(1)
        freq = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000) / d_model))
        pe = torch.zeros(max_seq_len, d_model)
        pe[:, 0::2], pe[:, 1::2] = torch.sin(pos * freq), torch.cos(pos * freq)
        self.register_buffer("pe", pe.unsqueeze(0))

    def forward(self, x):
        x = x * math.sqrt(self.d_model)
        pe = self.pe[:, :x.size(1)]
        return self.dropout(x + pe)


class Transformer(nn.Module):
    def __init__(self, vocab_size, d_model=32, heads=4):
        super().__init__()
        self.embed = nn.Embedding(vocab_size, d_model)
        self.pe = PositionalEncoder(d_model)
        self.core = nn.Transformer(d_model, heads, 1, 1, 64, batch_first=True)
        self.out = nn.Linear(d_model, vocab_size)

    def forward(self, src, trg):
        mask = nn.Transformer.generate_square_subsequent_mask(trg.size(1))
        return self.out(self.core(self.pe(self.embed(src)), self.pe(self.embed(trg)), tgt_mask=mask))


model = Transformer(len(vocab))
optim = torch.optim.Adam(model.parameters(), lr=1e-4, betas=(0.9, 0.98), eps=1e-9)
for i in range(0, len(reactions), 2):
    src, trg = (encode(side) for side in zip(*reactions[i:i + 2]))
    preds = model(src, trg[:, :-1])
    loss = nn.functional.cross_entropy(preds.flatten(0, 1), trg[:, 1:].flatten(), ignore_index=0)
    optim.zero_grad()
    loss.backward()
    optim.step()
    print(f"batch {i // 2}: loss {loss.item():.3f}")
