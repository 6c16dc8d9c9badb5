import torch
from torch import nn

VOCAB, SOS, HIDDEN = 40, 1, 48


class Encoder(nn.Module):
    def __init__(self, n_layers):
        super().__init__()
        self.embed = nn.Embedding(VOCAB, HIDDEN)
        self.gru = nn.GRU(HIDDEN, HIDDEN, n_layers)

    def forward(self, source):
        return self.gru(self.embed(source))


class Attn(nn.Module):
    """Concatenation attention, scores every source position."""

    def __init__(self, hidden):
        super().__init__()
        self.attn = nn.Linear(2 * hidden, hidden)
        self.v = nn.Linear(hidden, 1, bias=False)

    def forward(self, hidden, encoder_outputs):
        length = encoder_outputs.size(0)
        state = hidden.repeat(length, 1, 1).transpose(0, 1)
        outputs = encoder_outputs.transpose(0, 1)
        energy = torch.tanh(self.attn(torch.cat([state, outputs], dim=2)))
        return self.v(energy).squeeze(2).softmax(dim=1)


class Decoder(nn.Module):
    def __init__(self, n_layers):
        super().__init__()
        self.embed = nn.Embedding(VOCAB, HIDDEN)
        self.attn = Attn(HIDDEN)
        self.gru = nn.GRU(2 * HIDDEN, HIDDEN, n_layers)
        self.out = nn.Linear(HIDDEN, VOCAB)

    def forward(self, word, hidden, encoder_outputs):
        weights = self.attn(hidden, encoder_outputs)
        context = weights.unsqueeze(1).bmm(encoder_outputs.transpose(0, 1))
        rnn_input = torch.cat([self.embed(word).unsqueeze(0), context.transpose(0, 1)], dim=2)
        output, hidden = self.gru(rnn_input, hidden)
        return self.out(output.squeeze(0)), hidden


def sentences(n, length):
    """Source and target as (time, batch) word ids; the task is to reverse."""
    source = torch.randint(2, VOCAB, (length, n))
    return source, source.flip(0)


n_layers = 2
encoder, decoder = Encoder(n_layers), Decoder(n_layers)
optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=1e-3)
for step in range(3):
    source, target = sentences(16, 7)
    encoder_outputs, hidden = encoder(source)
    word, loss = torch.full((16,), SOS), 0.0
    for t in range(len(target)):
        scores, hidden = decoder(word, hidden, encoder_outputs)
        loss = loss + nn.functional.cross_entropy(scores, target[t])
        word = target[t]
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item() / len(target))
