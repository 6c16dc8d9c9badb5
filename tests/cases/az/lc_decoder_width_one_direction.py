import torch
from torch import nn
from torch.nn import functional as F


class EncoderRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size, bidirectional=False, n_layers=1):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, hidden_size)
        self.rnn = nn.GRU(hidden_size, hidden_size, n_layers, batch_first=True, bidirectional=bidirectional)

    def forward(self, input_var):
        return self.rnn(self.embedding(input_var))


class DecoderRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size, bidirectional_encoder=False, n_layers=1):
        super().__init__()
        self.bidirectional_encoder = bidirectional_encoder
        self.embedding = nn.Embedding(vocab_size, hidden_size)
        self.rnn = nn.GRU(hidden_size, hidden_size, n_layers, batch_first=True)
        self.out = nn.Linear(hidden_size, vocab_size)

    def _init_state(self, h):
        if self.bidirectional_encoder:
            h = torch.cat([h[0:h.size(0):2], h[1:h.size(0):2]], 2)
        return h

    def forward(self, inputs, encoder_hidden):
        embedded = self.embedding(inputs)
        output, _ = self.rnn(embedded, self._init_state(encoder_hidden))
        return self.out(output)


class Seq2seq(nn.Module):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def forward(self, src, tgt):
        _, hidden = self.encoder(src)
        return self.decoder(tgt[:, :-1], hidden)


def reverse_digits(n, length=7, vocab=14):
    src = torch.randint(4, vocab, (n, length))
    sos, eos = torch.full((n, 1), 2), torch.full((n, 1), 3)
    return src, torch.cat([sos, src.flip(1), eos], 1)


hidden_size = 128
bidirectional = False
encoder = EncoderRNN(14, hidden_size, bidirectional=bidirectional)
decoder = DecoderRNN(14, hidden_size * 2 if bidirectional else 1, bidirectional_encoder=bidirectional)
seq2seq = Seq2seq(encoder, decoder)
for param in seq2seq.parameters():
    param.data.uniform_(-0.08, 0.08)

optimizer = torch.optim.Adam(seq2seq.parameters())
for step in range(5):
    src, tgt = reverse_digits(32)
    logits = seq2seq(src, tgt)
    loss = F.cross_entropy(logits.reshape(-1, 14), tgt[:, 1:].reshape(-1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
