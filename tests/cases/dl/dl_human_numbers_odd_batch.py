import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader

ones = "one two three four five six seven eight nine".split()
tens = "ten twenty thirty forty fifty sixty seventy eighty ninety".split()
words = []
for h in ones:
    for t in tens:
        for u in ones:
            words += [h, "hundred", t, u, "."]

vocab = sorted(set(words))
word2idx = {w: i for i, w in enumerate(vocab)}
nums = [word2idx[w] for w in words]
seqs = [(torch.tensor(nums[i:i + 3]), nums[i + 3]) for i in range(0, len(nums) - 4, 3)]


class LMModel3(nn.Module):
    def __init__(self, vocab_sz, n_hidden):
        super().__init__()
        self.i_h = nn.Embedding(vocab_sz, n_hidden)
        self.h_h = nn.Linear(n_hidden, n_hidden)
        self.h_o = nn.Linear(n_hidden, vocab_sz)
        self.h = 0

    def forward(self, x):
        for i in range(3):
            self.h = self.h + self.i_h(x[:, i])
            self.h = F.relu(self.h_h(self.h))
        out = self.h_o(self.h)
        self.h = self.h.detach()
        return out

    def reset(self):
        self.h = 0


bs = 64
cut = int(len(seqs) * 0.8)
dl = DataLoader(seqs[:cut], batch_size=bs, shuffle=False)

model = LMModel3(len(vocab), 64)
opt = torch.optim.Adam(model.parameters(), lr=3e-3)
for epoch in range(2):
    model.reset()
    for xb, yb in dl:
        loss = F.cross_entropy(model(xb), yb)
        loss.backward()
        opt.step()
        opt.zero_grad()
    print(epoch, round(loss.item(), 4))
