import random
from collections import Counter

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

random.seed(42)
torch.manual_seed(42)


def write_novel(n_words=6000):
    stems = [a + b for a in ("ka", "lo", "mi", "re", "su", "to", "va") for b in ("n", "rin", "s", "lek", "m", "dor")]
    stems += [s + e for s in stems for e in ("a", "en", "o", "ul")]
    weights = [1 / (i + 1) for i in range(len(stems))]
    return random.choices(stems, weights, k=n_words)


class NextWords(Dataset):
    def __init__(self, indexed, seq_len=50, step=10):
        self.indexed, self.seq_len = indexed, seq_len
        self.starts = range(0, len(indexed) - seq_len - 1, step)

    def __len__(self):
        return len(self.starts)

    def __getitem__(self, i):
        s = self.starts[i]
        chunk = torch.tensor(self.indexed[s:s + self.seq_len + 1])
        return chunk[:-1], chunk[1:]


class WordLSTM(nn.Module):
    def __init__(self, vocab_size, input_size=64, n_embed=64, n_layers=2, drop_prob=0.2):
        super().__init__()
        self.n_layers, self.n_embed = n_layers, n_embed
        self.embedding = nn.Embedding(vocab_size, n_embed)
        self.lstm = nn.LSTM(n_embed, n_embed, n_layers, dropout=drop_prob, batch_first=True)
        self.fc = nn.Linear(input_size, vocab_size)

    def forward(self, x, hc):
        x, hc = self.lstm(self.embedding(x), hc)
        return self.fc(x), hc

    def init_hidden(self, n_seqs):
        return tuple(torch.zeros(self.n_layers, n_seqs, self.n_embed) for _ in range(2))


words = write_novel()
word_to_int = {w: i for i, (w, _) in enumerate(Counter(words).most_common())}
indexed = [word_to_int[w] for w in words]
split = int(0.9 * len(indexed))
batch_size = 32
train_loader = DataLoader(NextWords(indexed[:split]), batch_size=batch_size, shuffle=True, drop_last=True)
val_loader = DataLoader(NextWords(indexed[split:]), batch_size=batch_size, drop_last=True)
print(len(word_to_int), "different words,", len(train_loader), "batches")

model = WordLSTM(len(word_to_int))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
loss_func = nn.CrossEntropyLoss()


def batch_loss(inputs, targets, hc):
    output, hc = model(inputs, hc)
    loss = loss_func(output, targets)
    return loss, tuple(h.detach() for h in hc)


for epoch in range(1):
    model.train()
    hc, tloss = model.init_hidden(batch_size), 0.0
    for inputs, targets in train_loader:
        optimizer.zero_grad()
        loss, hc = batch_loss(inputs, targets, hc)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5)
        optimizer.step()
        tloss += loss.item()
    model.eval()
    with torch.no_grad():
        vloss = [batch_loss(x, y, model.init_hidden(batch_size))[0].item() for x, y in val_loader]
    print(f"epoch {epoch}: loss {tloss / len(train_loader):.3f} val {sum(vloss) / len(vloss):.3f}")

model.eval()
text, hc = [words[0]], model.init_hidden(1)
with torch.no_grad():
    for _ in range(12):
        logits, hc = model(torch.tensor([[word_to_int[text[-1]]]]), hc)
        nxt = torch.multinomial(logits[0, -1].softmax(0), 1).item()
        text.append(list(word_to_int)[nxt])
print(" ".join(text))
