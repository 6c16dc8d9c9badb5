import torch
from torch import nn
import torch.nn.functional as F

SOS, EOS, PAD = 1, 2, 0


class SentenceVAE(nn.Module):
    def __init__(self, vocab_size, embedding_size=24, hidden_size=32, latent_size=8, num_layers=1, bidirectional=False):
        super().__init__()
        self.latent_size = latent_size
        self.hidden_size = hidden_size
        self.hidden_factor = (2 if bidirectional else 1) * num_layers
        self.embedding = nn.Embedding(vocab_size, embedding_size)
        rnn = dict(num_layers=num_layers, bidirectional=bidirectional, batch_first=True)
        self.encoder_rnn = nn.GRU(embedding_size, hidden_size, **rnn)
        self.decoder_rnn = nn.GRU(embedding_size, hidden_size, **rnn)
        self.hidden2mean = nn.Linear(hidden_size * self.hidden_factor, latent_size)
        self.hidden2logv = nn.Linear(hidden_size * self.hidden_factor, latent_size)
        self.latent2hidden = nn.Linear(latent_size, hidden_size * self.hidden_factor)
        self.outputs2vocab = nn.Linear(hidden_size * (2 if bidirectional else 1), vocab_size)

    def forward(self, seq):
        b = seq.size(0)
        emb = self.embedding(seq)
        _, hidden = self.encoder_rnn(emb)
        hidden = hidden.transpose(0, 1).reshape(b, -1)
        mean, logv = self.hidden2mean(hidden), self.hidden2logv(hidden)
        z = mean + torch.randn_like(mean) * (0.5 * logv).exp()
        hidden = self.latent2hidden(z)
        hidden = hidden.view(b, self.hidden_factor, self.hidden_size).transpose(0, 1).contiguous()
        out, _ = self.decoder_rnn(emb, hidden)
        return F.log_softmax(self.outputs2vocab(out), dim=-1), mean, logv

    @torch.no_grad()
    def inference(self, n=4, max_len=6):
        z = torch.randn(n, self.latent_size)
        hidden = self.latent2hidden(z)
        if self.hidden_factor > 1:
            hidden = hidden.view(n, self.hidden_factor, self.hidden_size).transpose(0, 1).contiguous()
        hidden = hidden.unsqueeze(0)
        word = torch.full((n, 1), SOS)
        sentence = []
        for _ in range(max_len):
            out, hidden = self.decoder_rnn(self.embedding(word), hidden)
            word = self.outputs2vocab(out).argmax(-1)
            sentence.append(word)
        return torch.cat(sentence, dim=1)


def elbo(logp, target, mean, logv, weight):
    nll = F.nll_loss(logp.flatten(0, 1), target.flatten(), ignore_index=PAD)
    kl = -0.5 * torch.sum(1 + logv - mean.pow(2) - logv.exp()) / len(target)
    return nll + weight * kl


torch.manual_seed(0)
corpus = torch.randint(3, 40, (32, 9))
corpus[:, 0], corpus[:, -1] = SOS, EOS
model = SentenceVAE(vocab_size=40, num_layers=2)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for step, batch in enumerate(corpus.split(8)):
    logp, mean, logv = model(batch[:, :-1])
    loss = elbo(logp, batch[:, 1:], mean, logv, weight=min(1.0, step / 10))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step}: {loss.item():.3f}")
model.eval()
print(model.inference())
