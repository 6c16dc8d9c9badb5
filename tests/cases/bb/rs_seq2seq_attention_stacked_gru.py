import random

import torch
import torch.nn.functional as F
from torch import nn

VOCAB, SOS = 24, 1
EMBED, HIDDEN, LAYERS = 16, 32, 2


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(VOCAB, EMBED)
        self.gru = nn.GRU(EMBED, HIDDEN, LAYERS, bidirectional=True)

    def forward(self, src):
        outputs, hidden = self.gru(self.embed(src))
        outputs = outputs[:, :, :HIDDEN] + outputs[:, :, HIDDEN:]
        return outputs, hidden


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.attn = nn.Linear(HIDDEN * 2, HIDDEN)
        self.v = nn.Parameter(torch.rand(HIDDEN))

    def forward(self, hidden, encoder_outputs):
        timestep = encoder_outputs.size(0)
        h = hidden.repeat(timestep, 1, 1).transpose(0, 1)
        encoder_outputs = encoder_outputs.transpose(0, 1)
        scores = self.score(h, encoder_outputs)
        return F.softmax(scores, dim=1).unsqueeze(1)

    def score(self, hidden, encoder_outputs):
        energy = torch.relu(self.attn(torch.cat([hidden, encoder_outputs], 2)))
        return energy @ self.v


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(VOCAB, EMBED)
        self.attention = Attention()
        self.gru = nn.GRU(HIDDEN + EMBED, HIDDEN, LAYERS)
        self.out = nn.Linear(HIDDEN * 2, VOCAB)

    def forward(self, token, last_hidden, encoder_outputs):
        embedded = self.embed(token).unsqueeze(0)
        attn_weights = self.attention(last_hidden, encoder_outputs)
        context = attn_weights.bmm(encoder_outputs.transpose(0, 1)).transpose(0, 1)
        output, hidden = self.gru(torch.cat([embedded, context], 2), last_hidden)
        return self.out(torch.cat([output.squeeze(0), context.squeeze(0)], 1)), hidden


class Seq2Seq(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()

    def forward(self, src, trg, teacher_forcing=0.5):
        encoder_output, hidden = self.encoder(src)
        hidden = hidden[:LAYERS]
        token, steps = trg[0], []
        for t in range(1, trg.size(0)):
            logits, hidden = self.decoder(token, hidden, encoder_output)
            steps.append(logits)
            token = trg[t] if random.random() < teacher_forcing else logits.argmax(1)
        return torch.stack(steps)


def reversal_batch(batch=12, length=9):
    src = torch.randint(3, VOCAB, (length, batch))
    trg = torch.cat([torch.full((1, batch), SOS), src.flip(0)])
    return src, trg


torch.manual_seed(9)
random.seed(9)
model = Seq2Seq()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
for step in range(4):
    src, trg = reversal_batch()
    logits = model(src, trg)
    loss = F.cross_entropy(logits.reshape(-1, VOCAB), trg[1:].reshape(-1))
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 5.0)
    optimizer.step()
    print(f"step {step} loss {loss.item():.3f}")
