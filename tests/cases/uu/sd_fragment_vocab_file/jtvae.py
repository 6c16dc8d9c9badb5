import torch
from torch import nn


class TreeDecoder(nn.Module):
    def __init__(self, vocab, hidden_size, latent_size):
        super().__init__()
        self.embedding = nn.Embedding(vocab.size(), hidden_size)
        self.start = nn.Linear(latent_size, hidden_size)
        self.cell = nn.GRUCell(hidden_size, hidden_size)
        self.W_o = nn.Linear(hidden_size + latent_size, vocab.size())

    def forward(self, z, steps):
        h = torch.tanh(self.start(z))
        picks = []
        for _ in range(steps):
            nxt = self.W_o(torch.cat([h, z], dim=1)).argmax(dim=1)
            picks.append(nxt)
            h = self.cell(self.embedding(nxt), h)
        return torch.stack(picks, dim=1)


class TreeEncoder(nn.Module):
    def __init__(self, hidden_size, embedding):
        super().__init__()
        self.embedding = embedding
        self.gru = nn.GRU(hidden_size, hidden_size, batch_first=True)

    def forward(self, nodes):
        return self.gru(self.embedding(nodes))[1][0]


class JTNNVAE(nn.Module):
    def __init__(self, vocab, hidden_size, latent_size):
        super().__init__()
        self.vocab = vocab
        self.latent_size = latent_size
        self.jtnn = TreeEncoder(hidden_size, nn.Embedding(vocab.size(), hidden_size))
        self.T_mean = nn.Linear(hidden_size, latent_size)
        self.T_var = nn.Linear(hidden_size, latent_size)
        self.decoder = TreeDecoder(vocab, hidden_size, latent_size)

    def encode(self, nodes):
        h = self.jtnn(nodes)
        return self.T_mean(h), self.T_var(h)

    @torch.no_grad()
    def sample_prior(self, n, steps=4):
        z = torch.randn(n, self.latent_size)
        return [".".join(self.vocab[i] for i in row) for row in self.decoder(z, steps).tolist()]
