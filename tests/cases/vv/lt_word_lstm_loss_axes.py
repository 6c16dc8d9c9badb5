import random
from collections import Counter

import torch
from torch import nn
from torch.utils.data import DataLoader

random.seed(0)
torch.manual_seed(42)

SUBJECTS = "anna levin kitty vronsky stiva dolly the-prince the-doctor".split()
VERBS = "loved saw left followed forgave invited avoided heard".split()
PLACES = "moscow petersburg the-country the-station the-ball the-estate".split()


def make_novel(sentences=700):
    words = []
    for _ in range(sentences):
        words += [random.choice(SUBJECTS), random.choice(VERBS), random.choice(SUBJECTS), "in",
                  random.choice(PLACES), "."]
    return words


text = make_novel()
word_counts = Counter(text)
words = sorted(word_counts, key=word_counts.get, reverse=True)
word_to_int = {w: i for i, w in enumerate(words)}
wordidx = [word_to_int[w] for w in text]

seq_len = 40
xys = []
for n in range(0, len(wordidx) - seq_len - 1, 20):
    xys.append((torch.tensor(wordidx[n:n + seq_len]), torch.tensor(wordidx[n + 1:n + seq_len + 1])))
loader = DataLoader(xys, batch_size=32, shuffle=True, drop_last=True)


class WordLSTM(nn.Module):
    def __init__(self, n_embed=32, n_layers=2, n_hidden=48, drop_prob=0.2):
        super().__init__()
        self.n_layers, self.n_hidden = n_layers, n_hidden
        self.embedding = nn.Embedding(len(word_to_int), n_embed)
        self.lstm = nn.LSTM(n_embed, n_hidden, n_layers, dropout=drop_prob, batch_first=True)
        self.fc = nn.Linear(n_hidden, len(word_to_int))

    def forward(self, x, hc):
        r_output, hc = self.lstm(self.embedding(x), hc)
        return self.fc(r_output), hc

    def init_hidden(self, n_seqs):
        weight = next(self.parameters())
        return (weight.new_zeros(self.n_layers, n_seqs, self.n_hidden),
                weight.new_zeros(self.n_layers, n_seqs, self.n_hidden))


model = WordLSTM()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
loss_func = nn.CrossEntropyLoss()


def train_epoch():
    model.train()
    total = 0.0
    sh, sc = model.init_hidden(32)
    for inputs, targets in loader:
        optimizer.zero_grad()
        output, (sh, sc) = model(inputs, (sh, sc))
        loss = loss_func(output, targets)
        sh, sc = sh.detach(), sc.detach()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5)
        optimizer.step()
        total += loss.item()
    return total / len(loader)


def sample(prompt, length=8):
    model.eval()
    out = prompt.split()
    hc = model.init_hidden(1)
    with torch.no_grad():
        for w in out:
            logits, hc = model(torch.tensor([[word_to_int[w]]]), hc)
        for _ in range(length):
            nxt = torch.multinomial(logits[0, -1].softmax(0), 1).item()
            out.append(words[nxt])
            logits, hc = model(torch.tensor([[nxt]]), hc)
    return " ".join(out)


for epoch in range(1):
    print(f"epoch {epoch} loss {train_epoch():.3f}")
print(sample("anna loved"))
