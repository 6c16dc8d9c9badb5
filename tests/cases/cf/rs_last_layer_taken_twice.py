import random

import torch
from torch import nn
from torch.utils.data import DataLoader

VOCAB, MAX_SEQ, HIDDEN = 400, 64, 64


class SuperLayer(nn.Module):
    """Transformer layer whose inner width is chosen at every call."""

    def __init__(self, max_inner=128):
        super().__init__()
        self.attention = nn.MultiheadAttention(HIDDEN, 4, batch_first=True)
        self.norm1, self.norm2 = nn.LayerNorm(HIDDEN), nn.LayerNorm(HIDDEN)
        self.w_in = nn.Parameter(torch.randn(max_inner, HIDDEN) * 0.02)
        self.w_out = nn.Parameter(torch.randn(HIDDEN, max_inner) * 0.02)

    def forward(self, h, inner):
        h = self.norm1(h + self.attention(h, h, h, need_weights=False)[0])
        ff = nn.functional.gelu(h @ self.w_in[:inner].t()) @ self.w_out[:, :inner].t()
        return self.norm2(h + ff)


class SuperBertModel(nn.Module):
    def __init__(self, layers=4):
        super().__init__()
        self.word = nn.Embedding(VOCAB, HIDDEN)
        self.position = nn.Embedding(MAX_SEQ, HIDDEN)
        self.layers = nn.ModuleList(SuperLayer() for _ in range(layers))

    def forward(self, ids, sub):
        h = self.word(ids) + self.position(torch.arange(ids.size(1)))
        all_encoder_layers = []
        for layer in self.layers[:sub["layers"]]:
            h = layer(h, sub["inner"])
            all_encoder_layers.append(h)
        sequence_output = all_encoder_layers[-1]
        return sequence_output


class SuperBertForPreTraining(nn.Module):
    def __init__(self):
        super().__init__()
        self.bert = SuperBertModel()
        self.transform = nn.Sequential(nn.Linear(HIDDEN, HIDDEN), nn.GELU(), nn.LayerNorm(HIDDEN))
        self.decoder = nn.Linear(HIDDEN, VOCAB)

    def forward(self, ids, labels, sub):
        encoder_layers = self.bert(ids, sub)
        sequence_output = encoder_layers[-1]
        scores = self.decoder(self.transform(sequence_output))
        return nn.functional.cross_entropy(scores.view(-1, VOCAB), labels.view(-1), ignore_index=-1)


model = SuperBertForPreTraining()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
for step, ids in enumerate(DataLoader(torch.randint(5, VOCAB, (8, MAX_SEQ)), batch_size=2)):
    sub = {"layers": random.choice([2, 3, 4]), "inner": random.choice([64, 96, 128])}
    chosen = torch.rand(ids.shape) < 0.15
    loss = model(ids.masked_fill(chosen, 3), ids.masked_fill(~chosen, -1), sub)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, sub, loss.item())
