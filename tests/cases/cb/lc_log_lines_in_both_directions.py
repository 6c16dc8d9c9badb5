import random

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

TEMPLATES = [
    "receiving block from source", "block received of size", "packet responder terminating",
    "verification succeeded for block", "served block to host", "deleting block file",
    "exception while serving block", "failed to transfer block", "unexpected error trying to delete block",
]
WORDS = {w: i + 1 for i, w in enumerate(sorted({w for t in TEMPLATES for w in t.split()}))}


def make_sessions(n=64, seed=11):
    rnd = random.Random(seed)
    sessions = []
    for _ in range(n):
        anomalous = rnd.random() < 0.3
        events = [rnd.randrange(6) for _ in range(rnd.randint(8, 20))]
        if anomalous:
            events[rnd.randrange(len(events))] = rnd.randrange(6, 9)
        sessions.append((events, int(anomalous)))
    return sessions


class TemplateEncoder(nn.Module):
    """Mean of the word vectors of a log template."""

    def __init__(self, dims):
        super().__init__()
        self.words = nn.EmbeddingBag(len(WORDS) + 1, dims, mode="mean")
        ids = [torch.tensor([WORDS[w] for w in t.split()]) for t in TEMPLATES]
        self.register_buffer("flat", torch.cat(ids))
        self.register_buffer("offsets", torch.tensor([0] + [len(i) for i in ids[:-1]]).cumsum(0))

    def forward(self, events):
        return self.words(self.flat, self.offsets)[events]


class AttGRUModel(nn.Module):
    def __init__(self, word_dims=50, hidden_size=100, num_layers=2, labels=2, dropout=0.1):
        super().__init__()
        self.templates = TemplateEncoder(word_dims)
        self.rnn = nn.GRU(word_dims, hidden_size, num_layers=num_layers, batch_first=True,
                          bidirectional=True, dropout=dropout)
        self.guide = nn.Sequential(nn.Linear(word_dims, hidden_size), nn.Tanh())
        self.proj = nn.Linear(2 * hidden_size, labels)

    def forward(self, events, masks):
        embed = self.templates(events)
        hiddens, _ = self.rnn(embed)
        guide = self.guide(embed).masked_fill(~masks[:, :, None], -1e9)
        sent_probs = guide.softmax(dim=1)
        represents = hiddens * sent_probs
        return self.proj(represents.sum(dim=1))


def collate(batch):
    events = pad_sequence([torch.tensor(e) for e, _ in batch], batch_first=True)
    lengths = torch.tensor([len(e) for e, _ in batch])
    masks = torch.arange(events.shape[1])[None] < lengths[:, None]
    return events, masks, torch.tensor([y for _, y in batch])


def evaluate(model, loader):
    model.eval()
    hits = total = 0
    with torch.no_grad():
        for events, masks, y in loader:
            hits += (model(events, masks).argmax(1) == y).sum().item()
            total += len(y)
    return hits / total


torch.manual_seed(6)
sessions = make_sessions()
train_loader = DataLoader(sessions[:48], batch_size=16, shuffle=True, collate_fn=collate)
test_loader = DataLoader(sessions[48:], batch_size=16, collate_fn=collate)
model = AttGRUModel()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
for epoch in range(2):
    model.train()
    for events, masks, y in train_loader:
        loss = nn.functional.cross_entropy(model(events, masks), y)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    print(f"epoch {epoch} loss {loss.item():.4f} accuracy {evaluate(model, test_loader):.3f}")
