import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

PAD = 0
TRAIN = [
    ("the room was clean and quiet", 1),
    ("broken shower, rude staff", 0),
    ("would come back any time", 1),
    ("never again", 0),
    ("great breakfast", 1),
    ("noisy street all night", 0),
]
DEV = [("lovely view", 1), ("ok", 1), ("dirty towels", 0)]


def encode(text):
    """Lower-case characters as ids, 0 is kept for padding."""
    return torch.tensor([1 + ord(c) % 96 for c in text.lower()])


def collate(samples):
    ids = [encode(text) for text, _ in samples]
    labels = torch.tensor([label for _, label in samples])
    return pad_sequence(ids, batch_first=True, padding_value=PAD), labels


class CharCNN(nn.Module):
    """Convolutions over character n-grams, maximum over time."""

    def __init__(self, dim=24, filters=16, ngrams=(2, 3, 4)):
        super().__init__()
        self.embed = nn.Embedding(97, dim, padding_idx=PAD)
        self.convs = nn.ModuleList(nn.Conv1d(dim, filters, n) for n in ngrams)
        self.out = nn.Linear(filters * len(ngrams), 2)

    def forward(self, ids):
        x = self.embed(ids).transpose(1, 2)
        grams = [conv(x).relu().amax(dim=2) for conv in self.convs]
        return self.out(torch.cat(grams, dim=1))


def evaluate(model, texts):
    model.eval()
    right = 0
    with torch.no_grad():
        for ids, labels in DataLoader(texts, batch_size=1, collate_fn=collate):
            right += (model(ids).argmax(1) == labels).sum().item()
    return right / len(texts)


torch.manual_seed(3)
model = CharCNN()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
for epoch in range(2):
    model.train()
    for ids, labels in DataLoader(TRAIN, batch_size=3, shuffle=True, collate_fn=collate):
        loss = nn.functional.cross_entropy(model(ids), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} loss {loss.item():.3f} dev {evaluate(model, DEV):.2f}")
