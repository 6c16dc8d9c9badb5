import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

TRAIN = {
    "text": [
        "the delivery came two weeks late", "great price and quick shipping", "screen broke on the first day",
        "late again and the box was broken", "cheap but it does the job", "support never answered my mail",
        "arrived early and works well", "too expensive for what it is",
    ],
    "label": [
        [1, 0, 0], [1, 0, 1], [0, 1, 0], [1, 1, 0],
        [0, 0, 1], [0, 0, 0], [1, 0, 0], [0, 0, 1],
    ],
}


class SentenceEncoder(nn.Module):
    def __init__(self, texts, dim=32):
        super().__init__()
        words = sorted({w for t in texts for w in t.split()})
        self.vocab = {w: i + 1 for i, w in enumerate(words)}
        self.embedding = nn.EmbeddingBag(len(words) + 1, dim, mode="mean")
        self.dim = dim

    def forward(self, texts):
        ids = [[self.vocab.get(w, 0) for w in t.split()] for t in texts]
        offsets = torch.tensor([0] + [len(i) for i in ids[:-1]]).cumsum(0)
        return self.embedding(torch.tensor(sum(ids, [])), offsets)


class SetFitHead(nn.Module):
    def __init__(self, in_features, out_features=2, multitarget=False):
        super().__init__()
        self.linear = nn.Linear(in_features, out_features)
        self.multitarget = multitarget

    def forward(self, features):
        return self.linear(features)

    def get_loss_fn(self):
        return nn.BCEWithLogitsLoss() if self.multitarget else nn.CrossEntropyLoss()


class SetFitModel(nn.Module):
    def __init__(self, body, multi_target_strategy=None, head_params=None):
        super().__init__()
        self.model_body = body
        self.model_head = SetFitHead(body.dim, multitarget=multi_target_strategy is not None, **(head_params or {}))

    def fit(self, dataset, num_epochs, batch_size, learning_rate):
        loader = DataLoader(dataset, batch_size=batch_size, shuffle=True)
        criterion = self.model_head.get_loss_fn()
        optimizer = torch.optim.AdamW(self.parameters(), lr=learning_rate)
        for epoch in range(num_epochs):
            for texts, labels in loader:
                outputs = self.model_head(self.model_body(texts))
                loss = criterion(outputs, labels)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            print(f"epoch {epoch} loss {loss.item():.4f}")

    def predict(self, texts):
        with torch.no_grad():
            return (self.model_head(self.model_body(texts)).sigmoid() >= 0.5).int()


class ReviewTags(Dataset):
    def __init__(self, columns):
        self.texts, self.labels = columns["text"], torch.tensor(columns["label"], dtype=torch.float)

    def __len__(self):
        return len(self.texts)

    def __getitem__(self, i):
        return self.texts[i], self.labels[i]


torch.manual_seed(7)
model = SetFitModel(
    SentenceEncoder(TRAIN["text"]),
    multi_target_strategy="one-vs-rest",
    head_params={"out_features": 2},
)
model.fit(ReviewTags(TRAIN), num_epochs=3, batch_size=4, learning_rate=1e-2)
print(model.predict(["the box came late", "cheap and quick"]))
