import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def churn_table(n=400, seed=7):
    rng = np.random.default_rng(seed)
    months, calls = rng.integers(1, 72, n), rng.poisson(1.5, n)
    charges = rng.normal(65, 25, n)
    contract = rng.integers(0, 3, n)
    score = 0.6 * calls - 0.04 * months - 0.9 * contract + 0.01 * charges + rng.normal(0, 0.7, n)
    X_num = np.stack([months, calls, charges], axis=1).astype("float32")
    return X_num, contract.reshape(-1, 1), (score > 0).astype("int64").reshape(-1, 1)


class TabularDataModule:
    def __init__(self, batch_size, regression, num_classes):
        self.batch_size, self.regression, self.num_classes = batch_size, regression, num_classes

    def preprocess(self, X_num, X_train):
        return torch.from_numpy((X_num - X_train.mean(0)) / X_train.std(0))

    def make_labels(self, y):
        y = torch.as_tensor(y)
        if self.regression or self.num_classes == 2:
            return y.float().unsqueeze(dim=1)
        return y.long().view(-1)

    def setup(self, X_num, X_cat, y, val_size=0.2):
        cut = int(len(y) * (1 - val_size))
        num, cat = self.preprocess(X_num, X_num[:cut]), torch.from_numpy(X_cat)
        self.train_set = TensorDataset(num[:cut], cat[:cut], self.make_labels(y[:cut]))
        self.val_set = TensorDataset(num[cut:], cat[cut:], self.make_labels(y[cut:]))

    def loaders(self):
        return DataLoader(self.train_set, self.batch_size, shuffle=True), DataLoader(self.val_set, self.batch_size)


class ResNetBlock(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.block = nn.Sequential(nn.BatchNorm1d(d), nn.Linear(d, 2 * d), nn.ReLU(), nn.Dropout(0.1), nn.Linear(2 * d, d))

    def forward(self, x):
        return x + self.block(x)


class TabularResNet(nn.Module):
    def __init__(self, n_num, cardinality, d=32, n_blocks=2):
        super().__init__()
        self.embedding = nn.Embedding(cardinality, 4)
        self.layers = nn.Sequential(nn.Linear(n_num + 4, d), *[ResNetBlock(d) for _ in range(n_blocks)])
        self.tabular_head = nn.Linear(d, 1)

    def forward(self, num, cat):
        return self.tabular_head(self.layers(torch.cat([num, self.embedding(cat[:, 0])], dim=1)))


class ResNetClassifier:
    def fit(self, X_num, X_cat, y, max_epochs=3, lr=1e-3):
        self.data = TabularDataModule(64, regression=False, num_classes=len(np.unique(y)))
        self.data.setup(X_num, X_cat, y)
        self.model = TabularResNet(X_num.shape[1], int(X_cat.max()) + 1)
        loss_fct = nn.BCEWithLogitsLoss()
        optimizer = torch.optim.Adam(self.model.parameters(), lr)
        train_loader, val_loader = self.data.loaders()
        for epoch in range(max_epochs):
            self.model.train()
            for num, cat, labels in train_loader:
                loss = loss_fct(self.model(num, cat), labels)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            self.model.eval()
            with torch.no_grad():
                val_loss = np.mean([loss_fct(self.model(n, c), t).item() for n, c, t in val_loader])
            print(f"epoch {epoch} train_loss {loss.item():.4f} val_loss {val_loss:.4f}")


torch.manual_seed(0)
X_num, X_cat, y = churn_table()
ResNetClassifier().fit(X_num, X_cat, y)
