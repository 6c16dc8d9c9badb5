import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

ASPECTS = ["helpful", "correct", "coherent", "complex", "verbose"]
VOCAB = 300


class AnswerPairs(Dataset):
    def __init__(self, n=192, length=20):
        g = torch.Generator().manual_seed(0)
        self.first = torch.randint(1, VOCAB, (n, length), generator=g)
        self.second = torch.randint(1, VOCAB, (n, length), generator=g)
        self.votes = torch.randint(0, 10, (n, 2), generator=g)

    def __len__(self):
        return len(self.votes)

    def __getitem__(self, i):
        votes_first, votes_second = self.votes[i]
        preferred = 1.0 if votes_first >= votes_second else -1.0
        return self.first[i], self.second[i], torch.tensor(preferred)


class AspectScorer(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.embedding = nn.Embedding(VOCAB, dim, padding_idx=0)
        self.encoder = nn.GRU(dim, dim, batch_first=True, bidirectional=True)
        self.scores = nn.Linear(2 * dim, len(ASPECTS))

    def forward(self, tokens):
        states, _ = self.encoder(self.embedding(tokens))
        return self.scores(states.mean(1))


torch.manual_seed(0)
scorer = AspectScorer()
criterion = nn.MarginRankingLoss(margin=1.0)
optimizer = torch.optim.AdamW(scorer.parameters(), lr=2e-3)
loader = DataLoader(AnswerPairs(), batch_size=64, shuffle=True)

for epoch in range(2):
    total = 0.0
    for first, second, preferred in loader:
        score_first = scorer(first)
        score_second = scorer(second)
        loss = criterion(score_first, score_second, preferred)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(scorer.parameters(), 1.0)
        optimizer.step()
        total += loss.item()
    print(f"epoch {epoch}: {total / len(loader):.4f}")
