import random

import torch
import torch.nn as nn
import torch.nn.functional as F

SOS_token, EOS_token = 0, 1
MAX_LENGTH = 8
random.seed(4)

pairs = [("je suis froid", "i am cold"), ("tu es libre", "you are free"), ("il est en retard", "he is late"),
         ("nous sommes prets", "we are ready"), ("elle est ici", "she is here")]


class Lang:
    def __init__(self, sentences):
        words = sorted({w for s in sentences for w in s.split()})
        self.word2index = {w: i + 2 for i, w in enumerate(words)}
        self.n_words = len(words) + 2

    def variable(self, sentence):
        return torch.tensor([self.word2index[w] for w in sentence.split()] + [EOS_token]).view(-1, 1)


class EncoderRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.embedding = nn.Embedding(input_size, hidden_size)
        self.gru = nn.GRU(hidden_size, hidden_size)

    def forward(self, word_inputs):
        embedded = self.embedding(word_inputs).view(len(word_inputs), 1, -1)
        return self.gru(embedded)


class AttnDecoderRNN(nn.Module):
    def __init__(self, hidden_size, output_size):
        super().__init__()
        self.embedding = nn.Embedding(output_size, hidden_size)
        self.gru = nn.GRU(hidden_size * 2, hidden_size)
        self.out = nn.Linear(hidden_size * 2, output_size)

    def forward(self, word_input, context, hidden, encoder_outputs):
        embedded = self.embedding(word_input).view(1, 1, -1)
        rnn_output, hidden = self.gru(torch.cat((embedded, context.unsqueeze(0)), 2), hidden)
        energies = (encoder_outputs * rnn_output).sum(-1)
        weights = F.softmax(energies, dim=0)
        context = (weights.unsqueeze(-1) * encoder_outputs).sum(0)
        output = F.log_softmax(self.out(torch.cat((rnn_output.squeeze(0), context), 1)), dim=1)
        return output, context, hidden


def train(input_variable, target_variable, encoder, decoder, optimizers, criterion):
    for o in optimizers:
        o.zero_grad()
    loss = 0
    encoder_outputs, decoder_hidden = encoder(input_variable)
    decoder_input = torch.tensor([[SOS_token]])
    decoder_context = torch.zeros(1, decoder_hidden.size(-1))
    for di in range(min(len(target_variable), MAX_LENGTH)):
        decoder_output, decoder_context, decoder_hidden = decoder(
            decoder_input, decoder_context, decoder_hidden, encoder_outputs)
        loss += criterion(decoder_output[0], target_variable[di].view(-1, 1))
        decoder_input = target_variable[di]
    loss.backward()
    for o in optimizers:
        o.step()
    return loss.item() / len(target_variable)


fra, eng = Lang([p[0] for p in pairs]), Lang([p[1] for p in pairs])
encoder, decoder = EncoderRNN(fra.n_words, 32), AttnDecoderRNN(32, eng.n_words)
optimizers = [torch.optim.Adam(m.parameters(), lr=1e-3) for m in (encoder, decoder)]
for epoch in range(1, 41):
    source, target = random.choice(pairs)
    loss = train(fra.variable(source), eng.variable(target), encoder, decoder, optimizers, nn.NLLLoss())
print("loss", loss)
