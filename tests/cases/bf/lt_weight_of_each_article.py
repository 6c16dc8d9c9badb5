import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

TOPICS = ["politics", "economy", "sports", "culture", "science"]


class TaggedArticles(Dataset):
    """Word ids, topics (several per article) and how far the annotator is trusted."""

    def __init__(self, n=32, length=40, vocab=500):
        g = torch.Generator().manual_seed(9)
        self.words = torch.randint(0, vocab, (n, length), generator=g)
        self.topics = torch.randint(0, 2, (n, len(TOPICS)), generator=g).float()
        self.trust = torch.rand(n, generator=g)

    def __len__(self):
        return len(self.words)

    def __getitem__(self, i):
        return self.words[i], self.topics[i], self.trust[i]


class TopicCNN(nn.Module):
    def __init__(self, vocab=500, dim=32):
        super().__init__()
        self.embedding = nn.Embedding(vocab, dim)
        self.convs = nn.ModuleList(nn.Conv1d(dim, 16, k, padding=k // 2) for k in (3, 5))
        self.fc = nn.Linear(32, len(TOPICS))

    def forward(self, words):
        e = self.embedding(words).transpose(1, 2)
        pooled = [torch.relu(conv(e)).amax(dim=2) for conv in self.convs]
        return self.fc(torch.cat(pooled, dim=1))


model = TopicCNN()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for words, topics, trust in DataLoader(TaggedArticles(), batch_size=8, shuffle=True):
    criterion = nn.BCEWithLogitsLoss(weight=trust)
    logits = model(words)
    loss = criterion(logits, topics)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
