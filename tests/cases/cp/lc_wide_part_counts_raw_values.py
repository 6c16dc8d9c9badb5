import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

COLUMNS = ["age", "tenure", "balance", "visits", "complaints", "score"]


def customer_table(n=200, seed=3):
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(n, len(COLUMNS))).round(1)
    churn = (table[:, 1] + table[:, 4] + 0.3 * rng.normal(size=n) > 0).astype(np.float32)
    return table, churn


class WidePreprocessor:
    def __init__(self, wide_cols):
        self.wide_cols = wide_cols

    def fit_transform(self, table):
        self.encoding_dict = {}
        coded = np.zeros(table.shape, dtype=np.int64)
        for j, col in enumerate(self.wide_cols):
            for i, value in enumerate(table[:, j]):
                coded[i, j] = self.encoding_dict.setdefault((col, value), len(self.encoding_dict) + 1)
        return coded


class TabPreprocessor:
    def fit_transform(self, table):
        self.mean, self.std = table.mean(0), table.std(0)
        return ((table - self.mean) / self.std).astype(np.float32)


class Wide(nn.Module):
    def __init__(self, input_dim, pred_dim=1):
        super().__init__()
        self.wide_linear = nn.Embedding(input_dim + 1, pred_dim, padding_idx=0)
        self.bias = nn.Parameter(torch.zeros(pred_dim))

    def forward(self, X):
        return self.wide_linear(X).sum(dim=1) + self.bias


class WideDeep(nn.Module):
    def __init__(self, wide, deeptabular):
        super().__init__()
        self.wide = wide
        self.deeptabular = deeptabular

    def forward(self, x_wide, x_tab):
        return (self.wide(x_wide) + self.deeptabular(x_tab)).squeeze(1)


X_train, y_train = customer_table()
wide_preprocessor, tab_preprocessor = WidePreprocessor(COLUMNS), TabPreprocessor()
X_wide = wide_preprocessor.fit_transform(X_train)
X_tab = tab_preprocessor.fit_transform(X_train)

wide = Wide(input_dim=np.unique(X_train).shape[0], pred_dim=1)
tab_mlp = nn.Sequential(nn.Linear(len(COLUMNS), 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1))
model = WideDeep(wide, tab_mlp)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
rows = TensorDataset(torch.from_numpy(X_wide), torch.from_numpy(X_tab), torch.from_numpy(y_train))
for epoch in range(2):
    for x_wide, x_tab, y in DataLoader(rows, batch_size=32, shuffle=True):
        loss = nn.functional.binary_cross_entropy_with_logits(model(x_wide, x_tab), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} {loss.item():.4f}")
