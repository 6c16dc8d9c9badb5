import random

import torch
from torch import nn
from torch.nn import functional as F


class Encoder(nn.Module):
    def __init__(self, vocab, embed, hidden):
        super().__init__()
        self.embed = nn.Embedding(vocab, embed)
        self.gru = nn.GRU(embed, hidden, bidirectional=True)
        self.hidden_size = hidden

    def forward(self, src):
        outputs, hidden = self.gru(self.embed(src))
        outputs = outputs[:, :, :self.hidden_size] + outputs[:, :, self.hidden_size:]
        return outputs, hidden[:1]


class Attention(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.attn = nn.Linear(hidden * 2, hidden)
        self.v = nn.Parameter(torch.rand(hidden))

    def forward(self, hidden, encoder_outputs):
        steps = encoder_outputs.size(0)
        h = hidden.repeat(steps, 1, 1).transpose(0, 1)
        enc = encoder_outputs.transpose(0, 1)
        energy = F.relu(self.attn(torch.cat([h, enc], 2)))
        scores = energy @ self.v
        return F.softmax(scores, dim=1)


class Decoder(nn.Module):
    def __init__(self, vocab, embed, hidden):
        super().__init__()
        self.embed = nn.Embedding(vocab, embed)
        self.attention = Attention(hidden)
        self.gru = nn.GRU(hidden + embed, hidden)
        self.out = nn.Linear(hidden * 2, vocab)

    def forward(self, token, last_hidden, encoder_outputs):
        embedded = self.embed(token).unsqueeze(0)
        attn_weights = self.attention(last_hidden[-1], encoder_outputs)
        context = attn_weights.bmm(encoder_outputs.transpose(0, 1))
        context = context.transpose(0, 1)
        output, hidden = self.gru(torch.cat([embedded, context], 2), last_hidden)
        return self.out(torch.cat([output, context], 2).squeeze(0)), hidden


class Seq2Seq(nn.Module):
    def __init__(self, vocab=60, embed=24, hidden=32):
        super().__init__()
        self.encoder, self.decoder = Encoder(vocab, embed, hidden), Decoder(vocab, embed, hidden)

    def forward(self, src, trg, teacher_forcing=0.5):
        enc, hidden = self.encoder(src)
        token, outs = trg[0], []
        for t in range(1, len(trg)):
            logits, hidden = self.decoder(token, hidden, enc)
            outs.append(logits)
            token = trg[t] if random.random() < teacher_forcing else logits.argmax(1)
        return torch.stack(outs)


model = Seq2Seq()
src, trg = torch.randint(0, 60, (11, 4)), torch.randint(0, 60, (9, 4))
logits = model(src, trg)
loss = F.cross_entropy(logits.flatten(0, 1), trg[1:].flatten())
loss.backward()
print(loss.item())
