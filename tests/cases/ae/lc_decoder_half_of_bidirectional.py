import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

PAD, SOS, EOS = 0, 1, 2


def toy_pairs(n=32, vocab=30, length=7):
    """A 'translation': the words of the source backwards."""
    g = torch.Generator().manual_seed(8)
    src = torch.randint(3, vocab, (n, length), generator=g)
    tgt = torch.cat([torch.full((n, 1), SOS), src.flip(1), torch.full((n, 1), EOS)], dim=1)
    return TensorDataset(src, tgt)


class EncoderRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size, bidirectional=False):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, hidden_size, padding_idx=PAD)
        self.rnn = nn.GRU(hidden_size, hidden_size, batch_first=True, bidirectional=bidirectional)

    def forward(self, src):
        return self.rnn(self.embedding(src))


class DecoderRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size, bidirectional_encoder=False):
        super().__init__()
        self.bidirectional_encoder = bidirectional_encoder
        self.embedding = nn.Embedding(vocab_size, hidden_size, padding_idx=PAD)
        self.rnn = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, vocab_size)

    def _init_state(self, h):
        """(directions, B, H) -> (1, B, directions * H)"""
        if self.bidirectional_encoder:
            h = torch.cat([h[0::2], h[1::2]], dim=2)
        return h

    def forward(self, inputs, encoder_hidden):
        embedded = self.embedding(inputs)
        output, hidden = self.rnn(embedded, self._init_state(encoder_hidden))
        return self.out(output)


class Seq2seq(nn.Module):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def forward(self, src, tgt):
        _, hidden = self.encoder(src)
        return self.decoder(tgt, hidden)


torch.manual_seed(0)
vocab_size, hidden_size, bidirectional = 30, 48, True
encoder = EncoderRNN(vocab_size, hidden_size, bidirectional=bidirectional)
decoder = DecoderRNN(vocab_size, hidden_size, bidirectional_encoder=bidirectional)
model = Seq2seq(encoder, decoder)
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
criterion = nn.CrossEntropyLoss(ignore_index=PAD)
for epoch in range(2):
    for src, tgt in DataLoader(toy_pairs(), batch_size=8, shuffle=True):
        logits = model(src, tgt[:, :-1])
        loss = criterion(logits.flatten(0, 1), tgt[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch}: {loss.item():.3f}")
