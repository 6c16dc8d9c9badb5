import random

import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, vocab_size, emb_dim, hid_dim):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, emb_dim, padding_idx=0)
        self.rnn = nn.GRU(emb_dim, hid_dim, batch_first=True)

    def forward(self, src):
        outputs, hidden = self.rnn(self.embedding(src))
        return outputs, hidden


class AttnDecoder(nn.Module):
    def __init__(self, vocab_size, emb_dim, hid_dim):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, emb_dim, padding_idx=0)
        self.rnn = nn.GRU(emb_dim + hid_dim, hid_dim, batch_first=True)
        self.out = nn.Linear(hid_dim * 2, vocab_size)

    def forward(self, token, hidden, encoder_outputs):
        query = hidden[-1].unsqueeze(2)
        weights = torch.bmm(encoder_outputs, query).softmax(dim=1)
        context = torch.bmm(weights.transpose(1, 2), encoder_outputs)
        step = torch.cat((self.embedding(token), context), dim=2)
        output, hidden = self.rnn(step, hidden)
        return self.out(torch.cat((output, context), dim=2)), hidden


class Seq2Seq(nn.Module):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def forward(self, src, trg, teacher_forcing_ratio=0.5):
        encoder_outputs, hidden = self.encoder(src)
        token = trg[:, :1]
        logits = []
        for t in range(1, trg.size(1)):
            step, hidden = self.decoder(token, hidden, encoder_outputs)
            logits.append(step)
            teacher = random.random() < teacher_forcing_ratio
            token = trg[:, t:t + 1] if teacher else step.argmax(2)
        return torch.cat(logits, dim=1)
