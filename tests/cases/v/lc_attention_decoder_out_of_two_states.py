import random

import torch
import torch.nn.functional as F
from torch import nn

SOS, EOS = 0, 1


class EncoderRNN(nn.Module):
    def __init__(self, input_size, embed_size, hidden_size, n_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(input_size, embed_size)
        self.gru = nn.GRU(embed_size, hidden_size, n_layers, bidirectional=True)

    def forward(self, src):
        outputs, hidden = self.gru(self.embedding(src))
        outputs = outputs[:, :, : self.hidden_size] + outputs[:, :, self.hidden_size :]
        return outputs, (hidden[0] + hidden[1]).unsqueeze(0)


class Attn(nn.Module):
    def __init__(self, hidden_size):
        super().__init__()
        self.attn = nn.Linear(hidden_size * 2, hidden_size)
        self.v = nn.Parameter(torch.rand(hidden_size))

    def forward(self, hidden, encoder_outputs):
        max_len = encoder_outputs.size(0)
        h = hidden.repeat(max_len, 1, 1).transpose(0, 1)
        encoder_outputs = encoder_outputs.transpose(0, 1)
        energy = torch.tanh(self.attn(torch.cat([h, encoder_outputs], 2)))
        return F.softmax(energy @ self.v, dim=1).unsqueeze(1)


class BahdanauAttnDecoderRNN(nn.Module):
    def __init__(self, hidden_size, embed_size, output_size, n_layers=1, dropout_p=0.1):
        super().__init__()
        self.embedding = nn.Embedding(output_size, embed_size)
        self.dropout = nn.Dropout(dropout_p)
        self.attn = Attn(hidden_size)
        self.gru = nn.GRU(hidden_size + embed_size, hidden_size, n_layers)
        self.out = nn.Linear(hidden_size * 2, output_size)

    def forward(self, word_input, last_hidden, encoder_outputs):
        word_embedded = self.dropout(self.embedding(word_input)).unsqueeze(0)
        attn_weights = self.attn(last_hidden[-1], encoder_outputs)
        context = attn_weights.bmm(encoder_outputs.transpose(0, 1)).transpose(0, 1)
        rnn_input = torch.cat((word_embedded, context), 2)
        output, hidden = self.gru(rnn_input, last_hidden)
        output = output.squeeze(0)
        output = F.log_softmax(self.out(output), dim=1)
        return output, hidden


def reversed_numbers(batch_size, length, vocab):
    src = torch.randint(2, vocab, (length, batch_size))
    return src, torch.cat([src.flip(0), torch.full((1, batch_size), EOS)])


def train_step(encoder, decoder, src, trg, optimizer, teacher_forcing=0.5):
    encoder_outputs, hidden = encoder(src)
    word = torch.full((src.size(1),), SOS)
    loss = 0
    for t in range(trg.size(0)):
        output, hidden = decoder(word, hidden, encoder_outputs)
        loss = loss + F.nll_loss(output, trg[t])
        word = trg[t] if random.random() < teacher_forcing else output.argmax(1)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item() / trg.size(0)


random.seed(0)
torch.manual_seed(0)
encoder = EncoderRNN(30, 24, 48)
decoder = BahdanauAttnDecoderRNN(48, 24, 30)
optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=1e-3)
for step in range(3):
    src, trg = reversed_numbers(8, 6, 30)
    print(step, train_step(encoder, decoder, src, trg, optimizer))
