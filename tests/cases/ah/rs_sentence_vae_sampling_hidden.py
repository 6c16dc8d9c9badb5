import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(9)

PAD, SOS, EOS = 0, 1, 2


class SentenceVAE(nn.Module):
    def __init__(self, vocab_size, embedding_size=32, hidden_size=48, latent_size=16, num_layers=1):
        super().__init__()
        self.hidden_size, self.latent_size, self.num_layers = hidden_size, latent_size, num_layers
        self.embedding = nn.Embedding(vocab_size, embedding_size)
        self.encoder_rnn = nn.GRU(embedding_size, hidden_size, num_layers=num_layers, batch_first=True)
        self.decoder_rnn = nn.GRU(embedding_size, hidden_size, num_layers=num_layers, batch_first=True)
        self.hidden2mean = nn.Linear(hidden_size * num_layers, latent_size)
        self.hidden2logv = nn.Linear(hidden_size * num_layers, latent_size)
        self.latent2hidden = nn.Linear(latent_size, hidden_size * num_layers)
        self.outputs2vocab = nn.Linear(hidden_size, vocab_size)

    def forward(self, sentence):
        batch_size = sentence.size(0)
        emb = self.embedding(sentence)
        _, hidden = self.encoder_rnn(emb)
        hidden = hidden.transpose(0, 1).reshape(batch_size, -1)
        mean, logv = self.hidden2mean(hidden), self.hidden2logv(hidden)
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * logv)
        hidden = self.latent2hidden(z)
        if self.num_layers > 1:
            hidden = hidden.view(batch_size, self.num_layers, -1).transpose(0, 1).contiguous()
        else:
            hidden = hidden.unsqueeze(0)
        outputs, _ = self.decoder_rnn(emb, hidden)
        return F.log_softmax(self.outputs2vocab(outputs), dim=-1), mean, logv

    @torch.no_grad()
    def inference(self, n, max_len=12):
        z = torch.randn(n, self.latent_size)
        hidden = self.latent2hidden(z)
        if self.num_layers > 1:
            # unflatten hidden state
            hidden = hidden.view(n, self.num_layers, self.hidden_size).transpose(0, 1).contiguous()
        hidden = hidden.unsqueeze(0)
        word, samples = torch.full((n, 1), SOS), []
        for _ in range(max_len):
            output, hidden = self.decoder_rnn(self.embedding(word), hidden)
            word = self.outputs2vocab(output).argmax(dim=-1)
            samples.append(word)
        return torch.cat(samples, dim=1), z


def elbo(logp, target, mean, logv, weight):
    nll = F.nll_loss(logp.flatten(0, 1), target.flatten(), ignore_index=PAD)
    return nll - weight * 0.5 * (1 + logv - mean.pow(2) - logv.exp()).mean()


model = SentenceVAE(vocab_size=120, num_layers=2)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for step in range(5):
    words = torch.randint(3, 120, (32, 14))
    words[:, 0], words[:, -1] = SOS, EOS
    logp, mean, logv = model(words[:, :-1])
    loss = elbo(logp, words[:, 1:], mean, logv, weight=step / 5)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())

model.eval()
samples, z = model.inference(n=10)
for row in samples.tolist():
    print(row)
