import argparse

import torch
import torch.nn as nn


class SentenceVAE(nn.Module):
    def __init__(self, vocab_size, embedding_size, hidden_size, latent_size, max_length, bidirectional):
        super().__init__()
        self.vocab_size, self.hidden_size, self.max_length = vocab_size, hidden_size, max_length
        self.latent_size, self.bidirectional = latent_size, bidirectional
        self.factor = 2 if bidirectional else 1
        self.embedding = nn.Embedding(vocab_size, embedding_size)
        self.encoder_rnn = nn.GRU(embedding_size, hidden_size, bidirectional=bidirectional, batch_first=True)
        self.decoder_rnn = nn.GRU(embedding_size, hidden_size, bidirectional=bidirectional, batch_first=True)
        self.hidden2mean = nn.Linear(hidden_size * self.factor, latent_size)
        self.hidden2logv = nn.Linear(hidden_size * self.factor, latent_size)
        self.latent2hidden = nn.Linear(latent_size, hidden_size * self.factor)
        self.outputs2vocab = nn.Linear(hidden_size * self.factor, vocab_size)

    def forward(self, tokens):
        n = tokens.size(0)
        embedded = self.embedding(tokens)
        _, hidden = self.encoder_rnn(embedded)
        hidden = hidden.transpose(0, 1).reshape(n, -1)
        mean, logv = self.hidden2mean(hidden), self.hidden2logv(hidden)
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * logv)
        start = self.latent2hidden(z).view(n, self.factor, self.hidden_size).transpose(0, 1).contiguous()
        outputs, _ = self.decoder_rnn(embedded, start)
        return self.outputs2vocab(outputs), mean, logv

    @torch.no_grad()
    def inference(self, n, sos=1):
        z = torch.randn(n, self.latent_size)
        hidden = self.latent2hidden(z)
        if self.bidirectional:
            hidden = hidden.view(self.factor, n, self.hidden_size)
        hidden = hidden.unsqueeze(0)
        token = torch.full((n, 1), sos)
        words = []
        for _ in range(self.max_length):
            output, hidden = self.decoder_rnn(self.embedding(token), hidden)
            token = self.outputs2vocab(output).argmax(-1)
            words.append(token)
        return torch.cat(words, 1), z


def main(args):
    model = SentenceVAE(200, 32, args.hidden_size, args.latent_size, 12, args.bidirectional)
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    batch = torch.randint(0, 200, (8, 15))
    logits, mean, logv = model(batch[:, :-1])
    nll = nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten())
    loss = nll - 0.5 * torch.mean(1 + logv - mean.pow(2) - logv.exp())
    loss.backward()
    opt.step()
    samples, z = model.inference(args.num_samples)
    print(loss.item(), samples[0].tolist())


parser = argparse.ArgumentParser()
parser.add_argument("--hidden_size", type=int, default=64)
parser.add_argument("--latent_size", type=int, default=16)
parser.add_argument("--num_samples", type=int, default=10)
parser.add_argument("--bidirectional", action=argparse.BooleanOptionalAction, default=True)
main(parser.parse_args())
