import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader

TRAIN = [
    ("open the garage door please", "device"), ("what is the weather in paris", "question"),
    ("turn off the kitchen light", "device"), ("how far is the next station", "question"),
    ("set the heating to nineteen", "device"), ("who wrote this song", "question"),
    ("close all the windows now", "device"), ("when does the shop close", "question"),
]
LABELS = ["device", "question"]


class SingleIdIndexer:
    def __init__(self, texts, token_min_padding_length=0):
        letters = sorted({c for t in texts for c in t})
        self.ids = {c: i + 2 for i, c in enumerate(letters)}
        self.min_length = token_min_padding_length

    @property
    def size(self):
        return len(self.ids) + 2

    def __call__(self, texts):
        rows = [[self.ids.get(c, 1) for c in t] for t in texts]
        width = max([self.min_length, *map(len, rows)])
        return torch.tensor([r + [0] * (width - len(r)) for r in rows])


class Highway(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.lin = nn.Linear(dim, 2 * dim)

    def forward(self, x):
        new, gate = self.lin(x).chunk(2, dim=-1)
        gate = torch.sigmoid(gate)
        return gate * x + (1 - gate) * torch.relu(new)


class CnnHighwayEncoder(nn.Module):
    def __init__(self, dim, filters, out_dim):
        super().__init__()
        self.convs = nn.ModuleList(nn.Conv1d(dim, count, width) for width, count in filters)
        total = sum(count for _, count in filters)
        self.highway = Highway(total)
        self.project = nn.Linear(total, out_dim)

    def forward(self, emb):
        x = emb.transpose(1, 2)
        found = [torch.relu(conv(x)).max(dim=2).values for conv in self.convs]
        return self.project(self.highway(torch.cat(found, dim=1)))


class BasicClassifier(nn.Module):
    def __init__(self, vocab_size, n_labels, dim=16):
        super().__init__()
        self.embedder = nn.Embedding(vocab_size, dim, padding_idx=0)
        self.encoder = CnnHighwayEncoder(dim, [(2, 8), (3, 12), (4, 16)], 32)
        self.classify = nn.Linear(32, n_labels)

    def forward(self, tokens):
        return self.classify(self.encoder(self.embedder(tokens)))


class Predictor:
    def __init__(self, model, indexer):
        self.model, self.indexer = model.eval(), indexer

    @torch.no_grad()
    def predict(self, text):
        probs = self.model(self.indexer([text])).softmax(-1)[0]
        return LABELS[int(probs.argmax())], probs.max().item()


def train(model, indexer, epochs=4):
    def collate(rows):
        texts, labels = zip(*rows)
        return indexer(texts), torch.tensor([LABELS.index(x) for x in labels])

    loader = DataLoader(TRAIN, batch_size=4, shuffle=True, collate_fn=collate)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(epochs):
        for tokens, labels in loader:
            loss = F.cross_entropy(model(tokens), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch} loss {loss.item():.4f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    indexer = SingleIdIndexer([text for text, _ in TRAIN])
    model = BasicClassifier(indexer.size, len(LABELS))
    train(model, indexer)
    predictor = Predictor(model, indexer)
    for message in ("lock the front door", "how old is it", "why", "stop"):
        label, score = predictor.predict(message)
        print(f"{message!r} -> {label} ({score:.2f})")
