import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

TOPICS = ["World", "Sports", "Business", "Sci/Tech"]
HEADLINES = [
    ("oil prices rise after the summit", "Business"),
    ("striker scores twice in the final", "Sports"),
    ("new telescope finds a small planet", "Sci/Tech"),
    ("ministers meet to talk about the border", "World"),
] * 8
MAX_LEN = 8


class SequenceClassifier(nn.Module):
    """Scores of a text; also the loss when labels are passed."""

    def __init__(self, vocab_size, hidden=32, num_labels=2):
        super().__init__()
        self.num_labels = num_labels
        self.embedding = nn.Embedding(vocab_size, hidden, padding_idx=0)
        self.encoder = nn.GRU(hidden, hidden, batch_first=True)
        self.classifier = nn.Linear(hidden, num_labels)

    def forward(self, input_ids, labels=None):
        _, last = self.encoder(self.embedding(input_ids))
        logits = self.classifier(last[-1])
        if labels is None:
            return logits
        loss = F.cross_entropy(logits.view(-1, self.num_labels), labels.view(-1))
        return loss, logits


class Headlines(Dataset):
    def __init__(self, samples):
        words = sorted({w for text, _ in samples for w in text.split()})
        self.vocab = {w: i + 1 for i, w in enumerate(words)}
        self.samples = samples

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        text, topic = self.samples[i]
        ids = [self.vocab[w] for w in text.split()]
        label = [int(topic == t) for t in TOPICS]
        return torch.tensor(ids + [0] * (MAX_LEN - len(ids))), torch.tensor(label)


dataset = Headlines(HEADLINES)
model = SequenceClassifier(len(dataset.vocab) + 1)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
for input_ids, labels in DataLoader(dataset, batch_size=8, shuffle=True):
    loss, _ = model(input_ids, labels=labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.3f}")
