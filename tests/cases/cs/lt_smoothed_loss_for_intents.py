import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

INTENTS = ["book_flight", "cancel", "greeting", "refund", "status"]
WORDS = "hello please book cancel my flight refund the ticket where is order money now to".split()


class IntentDataset(Dataset):
    def __init__(self, n=40, length=8):
        g = torch.Generator().manual_seed(9)
        self.tokens = torch.randint(1, len(WORDS) + 1, (n, length), generator=g)
        classes = torch.randint(0, len(INTENTS), (n,), generator=g)
        self.labels = F.one_hot(classes, len(INTENTS))

    def __len__(self):
        return len(self.tokens)

    def __getitem__(self, i):
        return {"input_ids": self.tokens[i], "labels": self.labels[i]}


class IntentEncoder(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.word_embeddings = nn.Embedding(len(WORDS) + 1, dim, padding_idx=0)
        self.layer = nn.TransformerEncoderLayer(dim, 4, 64, dropout=0.0, batch_first=True)
        self.pooler = nn.Linear(dim, dim)
        self.classifier = nn.Linear(dim, len(INTENTS))

    def forward(self, input_ids):
        h = self.layer(self.word_embeddings(input_ids))
        return self.classifier(torch.tanh(self.pooler(h[:, 0])))


def label_smoothing_loss(inputs, targets, eps=0.1):
    log_probs = F.log_softmax(inputs, dim=1)
    zeros = torch.zeros(log_probs.size())
    targets = zeros.scatter_(1, targets.unsqueeze(1), 1)
    targets = (1 - eps) * targets + eps / inputs.size(1)
    return (-targets * log_probs).mean(0).sum()


def train_epoch(model, loader, optimizer):
    hits = total = 0
    for batch in loader:
        logits = model(batch["input_ids"])
        loss = label_smoothing_loss(logits, batch["labels"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        hits += (logits.argmax(1) == batch["labels"].argmax(1)).sum().item()
        total += len(logits)
    return loss.item(), hits / total


model = IntentEncoder()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
loader = DataLoader(IntentDataset(), batch_size=8, shuffle=True)
for epoch in range(2):
    loss, acc = train_epoch(model, loader, optimizer)
    print(f"epoch {epoch} loss {loss:.3f} acc {acc:.2f}")
