import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(4)


class LanguageModelLoader:
    """Cuts one long stream of tokens into batches of shape (bs, bptt)."""

    def __init__(self, tokens, bs=10, bptt=35):
        n = len(tokens) // bs
        self.data, self.bptt = tokens[:n * bs].view(bs, n), bptt

    def __iter__(self):
        for i in range(0, self.data.size(1) - self.bptt, self.bptt):
            yield self.data[:, i:i + self.bptt], self.data[:, i + 1:i + 1 + self.bptt]


class ReviewLoader:
    def __init__(self, x, y, bs=16):
        self.x, self.y, self.bs = x, y, bs

    def __iter__(self):
        return zip(self.x.split(self.bs), self.y.split(self.bs))


def default_loss(y):
    """One class per text, or a row of tags per text?"""
    return F.cross_entropy if y.dim() == 1 else F.binary_cross_entropy_with_logits


class Learner:
    def __init__(self, loader, model, loss_func=None):
        self.loader, self.model = loader, model
        self.loss_func = loss_func or default_loss(next(iter(loader))[1])

    def fit(self, epochs, lr):
        opt = torch.optim.Adam(self.model.parameters(), lr)
        for _ in range(epochs):
            for x, y in self.loader:
                out = self.model(x)
                if out.dim() == 3:  # language model
                    out, y = out.reshape(-1, out.size(-1)), y.reshape(-1)
                loss = self.loss_func(out, y)
                opt.zero_grad()
                loss.backward()
                opt.step()
            print(f"{self.loss_func.__name__}: {loss.item():.4f}")


class AWDEncoder(nn.Module):
    def __init__(self, vocab, emb=32, hidden=48):
        super().__init__()
        self.emb = nn.Embedding(vocab, emb)
        self.rnn = nn.LSTM(emb, hidden, batch_first=True)

    def forward(self, x):
        return self.rnn(self.emb(x))[0]


class LastState(nn.Module):
    def forward(self, h):
        return h[:, -1]


vocab = 80
encoder = AWDEncoder(vocab)

# 1. tags of the reviews, 2. fine-tune the language model on the same texts
texts = torch.randint(0, vocab, (64, 40))
tagger = nn.Sequential(encoder, LastState(), nn.Linear(48, 6))
Learner(ReviewLoader(texts, torch.randint(0, 2, (64, 6)).float()), tagger).fit(1, 1e-2)

lm = nn.Sequential(encoder, nn.Linear(48, vocab))
learn = Learner(LanguageModelLoader(texts.flatten()), lm)
learn.fit(1, 1e-2)
