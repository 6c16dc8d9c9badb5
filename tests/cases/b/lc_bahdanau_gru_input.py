import torch
import torch.nn as nn
import torch.nn.functional as F

SOS, MAX_LENGTH = 0, 10


class EncoderRNN(nn.Module):
    def __init__(self, input_size, hidden_size, n_layers=1):
        super().__init__()
        self.embedding = nn.Embedding(input_size, hidden_size)
        self.gru = nn.GRU(hidden_size, hidden_size, n_layers)

    def forward(self, word_inputs):
        return self.gru(self.embedding(word_inputs))


class Attn(nn.Module):
    def __init__(self, hidden_size):
        super().__init__()
        self.attn = nn.Linear(hidden_size * 2, hidden_size)
        self.other = nn.Linear(hidden_size, 1, bias=False)

    def forward(self, hidden, encoder_outputs):
        rep = hidden[-1].unsqueeze(0).expand_as(encoder_outputs)
        energy = torch.tanh(self.attn(torch.cat((rep, encoder_outputs), 2)))
        return F.softmax(self.other(energy).squeeze(2), dim=0).t().unsqueeze(1)


class BahdanauAttnDecoderRNN(nn.Module):
    def __init__(self, hidden_size, output_size, n_layers=2, dropout_p=0.1):
        super().__init__()
        self.embedding = nn.Embedding(output_size, hidden_size)
        self.dropout = nn.Dropout(dropout_p)
        self.attn = Attn(hidden_size)
        self.gru = nn.GRU(hidden_size, hidden_size, n_layers, dropout=dropout_p)
        self.out = nn.Linear(hidden_size, output_size)

    def forward(self, word_input, last_hidden, encoder_outputs):
        word_embedded = self.dropout(self.embedding(word_input).unsqueeze(0))
        attn_weights = self.attn(last_hidden, encoder_outputs)
        context = attn_weights.bmm(encoder_outputs.transpose(0, 1)).transpose(0, 1)
        rnn_input = torch.cat((word_embedded, context), 2)
        output, hidden = self.gru(rnn_input, last_hidden)
        return F.log_softmax(self.out(output.squeeze(0)), dim=1), hidden


def train(source, target, encoder, decoder, optimizers, criterion):
    for opt in optimizers:
        opt.zero_grad()
    encoder_outputs, hidden = encoder(source)
    word = torch.full((source.size(1),), SOS)
    loss = 0
    for di in range(target.size(0)):
        output, hidden = decoder(word, hidden, encoder_outputs)
        loss = loss + criterion(output, target[di])
        word = target[di]
    loss.backward()
    for opt in optimizers:
        opt.step()
    return loss.item() / target.size(0)


encoder, decoder = EncoderRNN(90, 40, n_layers=2), BahdanauAttnDecoderRNN(40, 110)
optimizers = [torch.optim.Adam(m.parameters(), lr=1e-3) for m in (encoder, decoder)]
for step in range(3):
    pair = torch.randint(1, 90, (MAX_LENGTH, 5)), torch.randint(1, 110, (MAX_LENGTH - 2, 5))
    print(step, train(*pair, encoder, decoder, optimizers, nn.NLLLoss()))
