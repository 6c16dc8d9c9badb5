from collections import Counter

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

TEXT = """happy families are all alike ; every unhappy family is unhappy in its own way .
everything was in confusion in the house . the wife had discovered that the husband was carrying on
an intrigue with a french girl , who had been a governess in their family , and she had announced to
her husband that she could not go on living in the same house with him . this position of affairs had
now lasted three days , and not only the husband and wife themselves , but all the members of their
family and household , were painfully conscious of it .""".split()

SEQ_LEN, BATCH = 12, 8
counts = Counter(TEXT)
vocab = {word: i for i, (word, _) in enumerate(counts.most_common())}
indexes = [vocab[w] for w in TEXT]


class NextWords(Dataset):
    def __len__(self):
        return len(indexes) - SEQ_LEN - 1

    def __getitem__(self, i):
        x = indexes[i:i + SEQ_LEN]
        y = indexes[i + 1:i + 1 + SEQ_LEN]
        return torch.tensor(x), torch.tensor(y)


class WordLSTM(nn.Module):
    def __init__(self, n_words, dim=32, layers=2):
        super().__init__()
        self.dim, self.layers = dim, layers
        self.embed = nn.Embedding(n_words, dim)
        self.lstm = nn.LSTM(dim, dim, layers, dropout=0.2, batch_first=True)
        self.fc = nn.Linear(dim, n_words)

    def forward(self, x, state):
        output, state = self.lstm(self.embed(x), state)
        logits = self.fc(output)
        return logits, state

    def init_hidden(self, n):
        return torch.zeros(self.layers, n, self.dim), torch.zeros(self.layers, n, self.dim)


model = WordLSTM(len(vocab))
loss_func = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
loader = DataLoader(NextWords(), batch_size=BATCH, shuffle=True, drop_last=True)
for epoch in range(2):
    total = 0.0
    sh, sc = model.init_hidden(BATCH)
    for inputs, targets in loader:
        output, (sh, sc) = model(inputs, (sh, sc))
        loss = loss_func(output, targets)
        sh, sc = sh.detach(), sc.detach()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5)
        optimizer.step()
        total += loss.item()
    print(f"epoch {epoch}: {total / len(loader):.3f}")
