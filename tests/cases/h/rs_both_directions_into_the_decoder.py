import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

VOCAB, LAYERS, HIDDEN = 60, 2, 32


class Encoder(nn.Module):
    """Reads the sentence in both directions, each with half of the hidden size."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(VOCAB, 24)
        self.rnn = nn.GRU(24, HIDDEN // 2, LAYERS, batch_first=True, bidirectional=True)

    def forward(self, src):
        return self.rnn(self.embed(src))


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(VOCAB, 24)
        self.rnn = nn.GRU(24, HIDDEN, LAYERS, batch_first=True)
        self.out = nn.Linear(HIDDEN, VOCAB)

    def forward(self, tgt, hidden):
        states, hidden = self.rnn(self.embed(tgt), hidden)
        return self.out(states), hidden


class NMTModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder()

    def forward(self, src, tgt):
        context, enc_hidden = self.encoder(src)
        out, _ = self.decoder(tgt, enc_hidden)
        return out


torch.manual_seed(0)
pairs = TensorDataset(torch.randint(1, VOCAB, (24, 11)), torch.randint(1, VOCAB, (24, 9)))
model = NMTModel()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for src, tgt in DataLoader(pairs, batch_size=8):
    scores = model(src, tgt[:, :-1])
    loss = nn.functional.cross_entropy(scores.flatten(0, 1), tgt[:, 1:].flatten())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
