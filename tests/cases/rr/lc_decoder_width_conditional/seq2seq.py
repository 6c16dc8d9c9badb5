import torch
from torch import nn


class EncoderRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size, n_layers=1, bidirectional=False):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, hidden_size)
        self.rnn = nn.GRU(hidden_size, hidden_size, n_layers, batch_first=True, bidirectional=bidirectional)

    def forward(self, seq):
        return self.rnn(self.embedding(seq))


class DecoderRNN(nn.Module):
    def __init__(self, vocab_size, max_len, hidden_size, sos_id, n_layers=1, bidirectional=False):
        super().__init__()
        self.max_len = max_len
        self.sos_id = sos_id
        self.bidirectional_encoder = bidirectional
        self.embedding = nn.Embedding(vocab_size, hidden_size)
        self.rnn = nn.GRU(hidden_size, hidden_size, n_layers, batch_first=True)
        self.out = nn.Linear(hidden_size, vocab_size)

    def _init_state(self, h):
        if self.bidirectional_encoder:
            h = torch.cat([h[0::2], h[1::2]], dim=2)
        return h

    def forward(self, encoder_hidden, targets=None):
        hidden = self._init_state(encoder_hidden)
        batch = hidden.shape[1]
        step = torch.full((batch, 1), self.sos_id)
        if targets is not None:
            inputs = torch.cat([step, targets[:, :-1]], dim=1)
            output, _ = self.rnn(self.embedding(inputs), hidden)
            return self.out(output)
        logits = []
        for _ in range(self.max_len):
            output, hidden = self.rnn(self.embedding(step), hidden)
            logits.append(self.out(output))
            step = logits[-1].argmax(-1)
        return torch.cat(logits, dim=1)


class Seq2seq(nn.Module):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder

    def forward(self, source, target=None):
        _, hidden = self.encoder(source)
        return self.decoder(hidden, target)
