import random

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

PAD, SOS, EOS, VOCAB = 0, 1, 2, 40


class ReverseNumbers(Dataset):
    def __init__(self, n, length=9):
        self.src = torch.randint(3, VOCAB, (n, length))

    def __len__(self):
        return len(self.src)

    def __getitem__(self, i):
        src = self.src[i]
        return src, torch.cat([torch.tensor([SOS]), src.flip(0), torch.tensor([EOS])])


class Encoder(nn.Module):
    def __init__(self, embed_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(VOCAB, embed_size)
        self.gru = nn.GRU(embed_size, hidden_size, bidirectional=True)

    def forward(self, src):
        outputs, hidden = self.gru(self.embedding(src))
        outputs = outputs[:, :, :self.hidden_size] + outputs[:, :, self.hidden_size:]
        return outputs, hidden[:1] + hidden[1:]


class Attn(nn.Module):
    def __init__(self, hidden_size):
        super().__init__()
        self.attn = nn.Linear(hidden_size * 2, hidden_size)
        self.v = nn.Parameter(torch.rand(hidden_size) * 0.1)

    def forward(self, hidden, encoder_outputs):
        h = hidden.expand(encoder_outputs.size(0), -1, -1)
        energy = torch.tanh(self.attn(torch.cat([h, encoder_outputs], 2)))
        return (energy @ self.v).t().softmax(dim=1).unsqueeze(1)


class BahdanauAttnDecoderRNN(nn.Module):
    def __init__(self, embed_size, hidden_size, output_size, dropout_p=0.1):
        super().__init__()
        self.embedding = nn.Embedding(output_size, embed_size)
        self.dropout = nn.Dropout(dropout_p)
        self.attn = Attn(hidden_size)
        self.gru = nn.GRU(hidden_size + embed_size, hidden_size)
        self.out = nn.Linear(hidden_size * 2, output_size)

    def forward(self, word_input, last_hidden, encoder_outputs):
        word_embedded = self.dropout(self.embedding(word_input)).unsqueeze(0)
        weights = self.attn(last_hidden, encoder_outputs)
        context = weights.bmm(encoder_outputs.transpose(0, 1)).transpose(0, 1)
        output, hidden = self.gru(torch.cat((word_embedded, context), 2), last_hidden)
        output = output.squeeze(0)
        return F.log_softmax(self.out(output), dim=1), hidden


def sequence_loss(encoder, decoder, src, trg, teacher_forcing):
    encoder_outputs, hidden = encoder(src.t())
    word, loss = trg[:, 0], 0.0
    for t in range(1, trg.size(1)):
        output, hidden = decoder(word, hidden, encoder_outputs)
        loss = loss + F.nll_loss(output, trg[:, t], ignore_index=PAD)
        word = trg[:, t] if random.random() < teacher_forcing else output.argmax(1)
    return loss / (trg.size(1) - 1)


encoder, decoder = Encoder(20, 32), BahdanauAttnDecoderRNN(20, 32, VOCAB)
params = list(encoder.parameters()) + list(decoder.parameters())
optimizer = torch.optim.Adam(params, lr=2e-3)
train_iter = DataLoader(ReverseNumbers(64), batch_size=16, shuffle=True)
val_iter = DataLoader(ReverseNumbers(16), batch_size=16)
for e in range(2):
    for src, trg in train_iter:
        loss = sequence_loss(encoder, decoder, src, trg, teacher_forcing=0.5)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(params, 5.0)
        optimizer.step()
    with torch.no_grad():
        val = sum(sequence_loss(encoder, decoder, s, t, 0.0).item() for s, t in val_iter) / len(val_iter)
    print(f"[epoch {e}] train {loss.item():.3f} val {val:.3f}")
