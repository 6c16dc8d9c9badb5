import math

import torch
import torch.nn as nn

torch.manual_seed(0)


class PositionalEmbedding(nn.Module):
    def __init__(self, d_model, max_len=512):
        super().__init__()
        pe = torch.zeros(max_len, d_model)
        position = torch.arange(0, max_len).float().unsqueeze(1)
        div_term = (torch.arange(0, d_model, 2).float() * -(math.log(10000.0) / d_model)).exp()
        pe[:, 0::2] = torch.sin(position * div_term)
        pe[:, 1::2] = torch.cos(position * div_term)
        self.register_buffer("pe", pe.unsqueeze(0))

    def forward(self, x):
        return self.pe[:, :x.size(1)]


class LogBERT(nn.Module):
    """Predicts masked keys in a sequence of system log keys."""

    def __init__(self, vocab_size, d_model, n_layers=2, attn_heads=1):
        super().__init__()
        self.token = nn.Embedding(vocab_size, d_model, padding_idx=0)
        self.position = PositionalEmbedding(d_model)
        layer = nn.TransformerEncoderLayer(d_model, attn_heads, 4 * d_model, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, n_layers)
        self.mask_lm = nn.Linear(d_model, vocab_size)

    def forward(self, keys):
        x = self.token(keys) + self.position(keys)
        return self.mask_lm(self.encoder(x))


PAD, MASK = 0, 1
vocab = ["<pad>", "<mask>"] + [f"E{k}" for k in range(1, 28)]  # 27 event templates

hidden = len(vocab)
model = LogBERT(len(vocab), d_model=hidden)
optim = torch.optim.Adam(model.parameters(), lr=1e-3)
criterion = nn.CrossEntropyLoss(ignore_index=PAD)

for step in range(3):
    keys = torch.randint(2, len(vocab), (16, 40))
    chosen = torch.rand(keys.shape) < 0.15
    logits = model(keys.masked_fill(chosen, MASK))
    labels = keys.masked_fill(~chosen, PAD)
    loss = criterion(logits.transpose(1, 2), labels)
    optim.zero_grad()
    loss.backward()
    optim.step()
    print(step, loss.item())
