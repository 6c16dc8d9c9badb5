import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

LABELS = ["politics", "sports", "science", "culture"]


class Documents(Dataset):
    def __init__(self, n=24, vocab=120, length=16):
        self.ids = torch.randint(1, vocab, (n, length))
        names = [LABELS[i % len(LABELS)] for i in range(n)]
        self.label_ids = torch.stack([self.binarize(name) for name in names])

    @staticmethod
    def binarize(name):
        vec = torch.zeros(len(LABELS), dtype=torch.long)
        vec[LABELS.index(name)] = 1
        return vec

    def __len__(self):
        return len(self.ids)

    def __getitem__(self, i):
        return {"input_ids": self.ids[i], "label_ids": self.label_ids[i]}


class TextClassificationHead(nn.Module):
    def __init__(self, dims):
        super().__init__()
        layers = []
        for i in range(len(dims) - 1):
            layers.append(nn.Linear(dims[i], dims[i + 1]))
            if i < len(dims) - 2:
                layers.append(nn.ReLU())
        self.feed_forward = nn.Sequential(*layers)
        self.loss_fct = nn.CrossEntropyLoss()

    def forward(self, pooled):
        return self.feed_forward(pooled)

    def logits_to_loss(self, logits, label_ids, **kwargs):
        return self.loss_fct(logits, label_ids.view(-1))


class AdaptiveModel(nn.Module):
    def __init__(self, vocab=120, dim=32):
        super().__init__()
        self.embedder = nn.EmbeddingBag(vocab, dim)
        self.prediction_head = TextClassificationHead([dim, 24, len(LABELS)])

    def forward(self, input_ids, **kwargs):
        return self.prediction_head(self.embedder(input_ids))


class Trainer:
    def __init__(self, model, loader, lr=1e-3):
        self.model, self.loader = model, loader
        self.optimizer = torch.optim.Adam(model.parameters(), lr=lr)

    def fit(self):
        for step, batch in enumerate(self.loader):
            logits = self.model(**batch)
            loss = self.model.prediction_head.logits_to_loss(logits, **batch)
            loss.backward()
            self.optimizer.step()
            self.optimizer.zero_grad()
            print(f"step {step} loss {loss.item():.3f}")


Trainer(AdaptiveModel(), DataLoader(Documents(), batch_size=8)).fit()
