import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

VOCAB, SOS, EOS, MAX_LEN = 60, 1, 2, 14


class SentenceVAE(nn.Module):
    def __init__(self, embedding_size=24, hidden_size=32, latent_size=8, bidirectional=False, num_layers=1):
        super().__init__()
        self.latent_size, self.hidden_size = latent_size, hidden_size
        self.bidirectional, self.num_layers = bidirectional, num_layers
        self.hidden_factor = (2 if bidirectional else 1) * num_layers
        self.embedding = nn.Embedding(VOCAB, embedding_size)
        self.encoder_rnn = nn.GRU(embedding_size, hidden_size, num_layers, bidirectional=bidirectional, batch_first=True)
        self.decoder_rnn = nn.GRU(embedding_size, hidden_size, num_layers, bidirectional=bidirectional, batch_first=True)
        self.hidden2mean = nn.Linear(hidden_size * self.hidden_factor, latent_size)
        self.hidden2logv = nn.Linear(hidden_size * self.hidden_factor, latent_size)
        self.latent2hidden = nn.Linear(latent_size, hidden_size * self.hidden_factor)
        self.outputs2vocab = nn.Linear(hidden_size * (2 if bidirectional else 1), VOCAB)

    def forward(self, input_sequence):
        batch_size = input_sequence.size(0)
        emb = self.embedding(input_sequence)
        _, hidden = self.encoder_rnn(emb)
        if self.bidirectional or self.num_layers > 1:
            hidden = hidden.transpose(0, 1).reshape(batch_size, self.hidden_size * self.hidden_factor)
        else:
            hidden = hidden.squeeze(0)
        mean, logv = self.hidden2mean(hidden), self.hidden2logv(hidden)
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * logv)
        hidden = self.latent2hidden(z)
        if self.bidirectional or self.num_layers > 1:
            hidden = hidden.view(self.hidden_factor, batch_size, self.hidden_size)
        else:
            hidden = hidden.unsqueeze(0)
        outputs, _ = self.decoder_rnn(emb, hidden)
        return self.outputs2vocab(outputs).log_softmax(-1), mean, logv

    @torch.no_grad()
    def inference(self, n):
        z = torch.randn(n, self.latent_size)
        hidden = self.latent2hidden(z)
        if self.bidirectional or self.num_layers > 1:
            hidden = hidden.view(self.hidden_factor, n, self.hidden_size)
        hidden = hidden.unsqueeze(0)
        token = torch.full((n, 1), SOS)
        samples = []
        for _ in range(MAX_LEN):
            output, hidden = self.decoder_rnn(self.embedding(token), hidden)
            token = self.outputs2vocab(output).argmax(-1)
            samples.append(token)
        return torch.cat(samples, dim=1)


def elbo(model, batch):
    logp, mean, logv = model(batch[:, :-1])
    nll = F.nll_loss(logp.flatten(0, 1), batch[:, 1:].flatten())
    kl = -0.5 * (1 + logv - mean ** 2 - logv.exp()).sum(1).mean()
    return nll + 0.01 * kl


def sentences(n):
    body = torch.randint(3, VOCAB, (n, MAX_LEN - 2))
    return TensorDataset(torch.cat([torch.full((n, 1), SOS), body, torch.full((n, 1), EOS)], dim=1))


model = SentenceVAE(bidirectional=True)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
train_loader = DataLoader(sentences(96), batch_size=32, shuffle=True)
valid_loader = DataLoader(sentences(32), batch_size=32)
for epoch in range(2):
    model.train()
    for (batch,) in train_loader:
        loss = elbo(model, batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        valid = sum(elbo(model, batch).item() for (batch,) in valid_loader) / len(valid_loader)
    print(f"epoch {epoch} train {loss.item():.3f} valid {valid:.3f}")
for row in model.inference(n=10):
    print(" ".join(f"w{t}" for t in row.tolist()))
