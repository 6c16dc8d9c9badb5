import torch
from torch import nn
import torch.nn.functional as F

PHRASES = [
    ("a gripping and moving story", 1), ("dull", 0), ("lovely", 1), ("pure magic", 1),
    ("the actors seem bored and so was i", 0), ("too long by half an hour at least", 0),
    ("never once really funny", 0), ("it never finds its tone or its point", 0),
    ("one of the finest films of the year", 1), ("a warm and clever little comedy", 1),
    ("it is not worth it", 0), ("the ending alone is worth the ticket price", 1),
]


class Field:
    def __init__(self, init_token=None, eos_token=None, pad_token="<pad>"):
        self.head = [init_token] if init_token else []
        self.tail = [eos_token] if eos_token else []
        self.pad_token = pad_token

    def tokens(self, text):
        return self.head + text.lower().split() + self.tail

    def build_vocab(self, texts):
        words = sorted({w for t in texts for w in self.tokens(t)})
        self.stoi = {w: i for i, w in enumerate([self.pad_token] + words)}

    def process(self, texts):
        rows = [self.tokens(t) for t in texts]
        width = max(len(r) for r in rows)
        return torch.tensor([[self.stoi[w] for w in r + [self.pad_token] * (width - len(r))] for r in rows])


class CNNText(nn.Module):
    def __init__(self, vocab, embed_dim=64, kernel_num=16, kernel_sizes=(3, 4, 5), classes=2):
        super().__init__()
        self.embed = nn.Embedding(vocab, embed_dim, padding_idx=0)
        self.convs = nn.ModuleList([nn.Conv2d(1, kernel_num, (k, embed_dim)) for k in kernel_sizes])
        self.dropout = nn.Dropout(0.5)
        self.fc = nn.Linear(len(kernel_sizes) * kernel_num, classes)

    def forward(self, x):
        x = self.embed(x).unsqueeze(1)
        maps = [F.relu(conv(x)).squeeze(3) for conv in self.convs]
        pooled = [F.max_pool1d(m, m.size(2)).squeeze(2) for m in maps]
        return self.fc(self.dropout(torch.cat(pooled, dim=1)))


field = Field()
field.build_vocab([t for t, _ in PHRASES])
cnn = CNNText(len(field.stoi))
optimizer = torch.optim.Adam(cnn.parameters(), lr=1e-3)
by_length = sorted(PHRASES, key=lambda e: len(e[0].split()), reverse=True)
for step in range(0, len(by_length), 4):
    texts, labels = zip(*by_length[step:step + 4])
    logit = cnn(field.process(texts))
    loss = F.cross_entropy(logit, torch.tensor(labels))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
