import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

USER = {"user_id": 60, "gender": 2, "age": 7, "user_hist": 120}
ITEM = {"movie_id": 120, "genres": 18}


def movielens(n=500, seed=2021):
    rng = np.random.default_rng(seed)
    table = {name: rng.integers(0, size, n) for name, size in {**USER, **ITEM}.items()}
    table["user_hist"] = rng.integers(0, USER["user_hist"], (n, 10))
    table["genres"] = rng.integers(0, ITEM["genres"], (n, 3))
    rating = rng.integers(1, 6, (n, 1))
    return table, (rating > 3).astype(np.float32)


def slice_arrays(arrays, start=None, stop=None):
    if arrays is None:
        return [None]
    return [None if a is None else a[start:stop] for a in arrays]


class DSSM(nn.Module):
    def __init__(self, dim=8, gamma=5.0):
        super().__init__()
        self.gamma, self.feature_index = gamma, {}
        at = 0
        for name in list(USER) + list(ITEM):
            width = {"user_hist": 10, "genres": 3}.get(name, 1)
            self.feature_index[name] = slice(at, at + width)
            at += width
        self.embed = nn.ModuleDict({k: nn.Embedding(v, dim) for k, v in {**USER, **ITEM}.items()})
        self.user_dnn = nn.Sequential(nn.Linear(dim * len(USER), 32), nn.ReLU(), nn.Linear(32, 16))
        self.item_dnn = nn.Sequential(nn.Linear(dim * len(ITEM), 32), nn.ReLU(), nn.Linear(32, 16))

    def lookup(self, x, names):
        return torch.cat([self.embed[k](x[:, self.feature_index[k]]).mean(1) for k in names], dim=1)

    def forward(self, x):
        user, item = self.user_dnn(self.lookup(x, USER)), self.item_dnn(self.lookup(x, ITEM))
        return torch.sigmoid(self.gamma * torch.cosine_similarity(user, item, dim=-1)).unsqueeze(1)

    def fit(self, x, y, batch_size=64, epochs=1, validation_split=0.2):
        x = [x[name] for name in self.feature_index]
        split_at = int(len(x[0]) * (1 - validation_split))
        x, val_x = slice_arrays(x, 0, split_at), slice_arrays(x, split_at)
        y, val_y = slice_arrays(y, 0, split_at), slice_arrays(y, split_at)
        train_x, val_x = ([a[:, None] if a.ndim == 1 else a for a in part] for part in (x, val_x))
        features = torch.from_numpy(np.concatenate(train_x, axis=-1))
        train_data = TensorDataset(features, torch.from_numpy(np.array(y)))
        optim = torch.optim.Adam(self.parameters(), lr=1e-3)
        for epoch in range(epochs):
            for xb, yb in DataLoader(train_data, batch_size=batch_size, shuffle=True):
                loss = nn.functional.binary_cross_entropy(self(xb), yb)
                optim.zero_grad()
                loss.backward()
                optim.step()
            with torch.no_grad():
                pred = self(torch.from_numpy(np.concatenate(val_x, axis=-1)))
                val = nn.functional.binary_cross_entropy(pred, torch.from_numpy(np.array(val_y)))
            print(f"epoch {epoch}: loss {loss.item():.4f}, val_loss {val.item():.4f}")


features, target = movielens()
model = DSSM()
model.fit(features, target, epochs=2)
