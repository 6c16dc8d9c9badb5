import random

import torch
import torch.nn as nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

TEMPLATES = [
    ("{per} works at {org} in {loc}", {"per": "B-PER", "org": "B-ORG", "loc": "B-LOC"}),
    ("yesterday {per} flew to {loc}", {"per": "B-PER", "loc": "B-LOC"}),
    ("{org} bought a factory near {loc} from {org}", {"org": "B-ORG", "loc": "B-LOC"}),
    ("the director {per} left", {"per": "B-PER"}),
]
NAMES = {
    "per": ["anna", "boris", "chen", "dora"],
    "org": ["acme", "globex", "initech"],
    "loc": ["paris", "oslo", "lima", "kyoto"],
}


def sample_sentence(rng):
    template, kinds = rng.choice(TEMPLATES)
    words, tags = [], []
    for w in template.split():
        if w.startswith("{"):
            kind = w[1:-1]
            words.append(rng.choice(NAMES[kind]))
            tags.append(kinds[kind])
        else:
            words.append(w)
            tags.append("O")
    return words, tags


rng = random.Random(13)
corpus = [sample_sentence(rng) for _ in range(120)]
word2id = {"<pad>": 0}
tag2id = {"<pad>": 0}
for words, tags in corpus:
    for w in words:
        word2id.setdefault(w, len(word2id))
    for t in tags:
        tag2id.setdefault(t, len(tag2id))


def encode(sentence):
    words, tags = sentence
    return torch.tensor([word2id[w] for w in words]), torch.tensor([tag2id[t] for t in tags])


def collate(batch):
    xs, ys = zip(*(encode(s) for s in batch))
    return pad_sequence(xs, batch_first=True), pad_sequence(ys, batch_first=True)


train_iter = DataLoader(corpus[:96], batch_size=16, shuffle=True, collate_fn=collate)
dev_iter = DataLoader(corpus[96:], batch_size=16, collate_fn=collate)


class BiLSTMTagger(nn.Module):
    def __init__(self, vocab_size, n_tags, emb_dim=32, hidden=32):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, emb_dim, padding_idx=0)
        self.lstm = nn.LSTM(emb_dim, hidden, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(0.25)
        self.hidden2tag = nn.Linear(2 * hidden, n_tags)

    def forward(self, tokens):
        emb = self.dropout(self.embedding(tokens))
        out, _ = self.lstm(emb)
        return self.hidden2tag(out)


def accuracy(model, data):
    model.eval()
    hit, n = 0, 0
    with torch.no_grad():
        for tokens, tags in data:
            guess = model(tokens).argmax(-1)
            keep = tags != 0
            hit += (guess[keep] == tags[keep]).sum().item()
            n += keep.sum().item()
    return hit / n


torch.manual_seed(13)
model = BiLSTMTagger(len(word2id), len(tag2id))
criterion = nn.CrossEntropyLoss(ignore_index=0)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
for epoch in range(2):
    model.train()
    epoch_loss = 0.0
    for tokens, tags in train_iter:
        scores = model(tokens)
        loss = criterion(scores, tags)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        epoch_loss += loss.item()
    print(f"epoch {epoch + 1}: loss {epoch_loss / len(train_iter):.3f} dev accuracy {accuracy(model, dev_iter):.3f}")
