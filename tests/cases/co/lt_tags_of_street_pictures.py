import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset


class Vocabulary:
    def __init__(self, words):
        self.idx2word = ["<pad>"] + list(words)
        self.word2idx = {w: i for i, w in enumerate(self.idx2word)}

    def __call__(self, word):
        return self.word2idx[word]

    def __len__(self):
        return len(self.idx2word)


vocab = Vocabulary(f"word{k:03d}" for k in range(102))


class TaggedImages(Dataset):
    def __init__(self, vocab, n=24):
        g = torch.Generator().manual_seed(1)
        self.vocab = vocab
        self.tags = [[f"word{k:03d}" for k in torch.randperm(102, generator=g)[:2 + i % 5].tolist()] for i in range(n)]

    def __len__(self):
        return len(self.tags)

    def __getitem__(self, i):
        image = torch.rand(3, 64, 64, generator=torch.Generator().manual_seed(i))
        return image, torch.tensor([self.vocab(t) for t in self.tags[i]])


def collate_fn(data):
    data.sort(key=lambda d: len(d[1]), reverse=True)
    images, tags = zip(*data)
    lengths = [len(t) for t in tags]
    targets = torch.zeros(len(tags), max(lengths))
    for i, t in enumerate(tags):
        targets[i, :lengths[i]] = t
    return torch.stack(images), targets, lengths


class VisualConcept(nn.Module):
    def __init__(self, words, dim=32):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, dim, 5, stride=4, padding=2), nn.BatchNorm2d(dim), nn.ReLU(),
            nn.Conv2d(dim, dim, 3, stride=2, padding=1), nn.ReLU(),
        )
        self.fc = nn.Conv2d(dim, words, 1)

    def forward(self, x):
        instance = torch.sigmoid(self.fc(self.features(x)) - 4).flatten(2)
        return 1 - torch.prod(1 - instance, dim=2)


def mil_loss(outputs, targets):
    outputs = outputs.clamp(1e-6, 1 - 1e-6)
    pos = F.binary_cross_entropy(outputs * targets, targets)
    neg = F.binary_cross_entropy(outputs, targets)
    return pos * 5 + neg


net = VisualConcept(len(vocab))
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
loader = DataLoader(TaggedImages(vocab), batch_size=8, collate_fn=collate_fn)
for i, (images, targets, lengths) in enumerate(loader):
    outputs = net(images)
    loss = mil_loss(outputs, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {i}, loss {loss.item():.4f}")
