import math

import torch
from torch import nn


class PositionalEmb(nn.Module):
    def __init__(self, num_dim, num_pos=512):
        super().__init__()
        self.num_dim, self.num_pos = num_dim, num_pos
        self.register_buffer("w", torch.empty(num_pos, num_dim))
        self.reset_parameters()

    def reset_parameters(self):
        pos = torch.arange(self.num_pos, dtype=torch.float).unsqueeze(1)
        rdiv_term = torch.exp(torch.arange(0, self.num_dim, 2).float() * (-math.log(1e4) / self.num_dim))
        self.w[:, 0::2] = torch.sin(pos * rdiv_term)
        self.w[:, 1::2] = torch.cos(pos * rdiv_term)

    def forward(self, x):
        return self.w[: x.size(1)].unsqueeze(0)


class Encoder(nn.Module):
    def __init__(self, isize, nwd, num_layer, num_head=3, fhsize=256):
        super().__init__()
        self.wemb = nn.Embedding(nwd, isize, padding_idx=0)
        self.pemb = PositionalEmb(isize)
        self.nets = nn.ModuleList(
            nn.TransformerEncoderLayer(isize, num_head, fhsize, batch_first=True) for _ in range(num_layer)
        )

    def forward(self, inputs):
        out = self.wemb(inputs) * math.sqrt(self.wemb.embedding_dim)
        out = out + self.pemb(inputs)
        pad = inputs.eq(0)
        for net in self.nets:
            out = net(out, src_key_padding_mask=pad)
        return out.masked_fill(pad.unsqueeze(-1), 0.0).sum(1) / (~pad).sum(1, keepdim=True)


class SentenceClassifier(nn.Module):
    def __init__(self, vocab_size, isize, n_classes):
        super().__init__()
        self.encoder = Encoder(isize=isize, num_layer=2, nwd=vocab_size)
        self.out = nn.Linear(isize, n_classes)

    def forward(self, ids):
        return self.out(self.encoder(ids))


vocab_size = 500
isize = 141
model = SentenceClassifier(vocab_size, isize, n_classes=4)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
ids = torch.randint(1, vocab_size, (12, 20))
ids[:4, 15:] = 0
topics = torch.randint(0, 4, (12,))
for step in range(2):
    loss = nn.functional.cross_entropy(model(ids), topics)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
