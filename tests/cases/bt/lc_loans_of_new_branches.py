import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

CAT_COLS = ["branch", "product", "job"]
NUM_COLS = ["amount", "duration", "age"]


def load_table(rows=600, seed=11):
    """Loans sorted by date; branches were opened one after the other."""
    rng = np.random.default_rng(seed)
    age_of_bank = np.arange(rows) // 40
    table = {
        "branch": np.array([f"B{rng.integers(0, 6 + a):02d}" for a in age_of_bank]),
        "product": rng.choice(["car", "house", "study", "other"], rows),
        "job": rng.choice(["clerk", "nurse", "farmer", "none", "driver"], rows),
        "amount": rng.lognormal(9, 1, rows),
        "duration": rng.integers(6, 120, rows).astype(float),
        "age": rng.integers(18, 80, rows).astype(float),
    }
    table["default"] = (rng.random(rows) < 0.2).astype(np.float32)
    table["branch"][-1] = "B19"
    return table


def encode(table):
    codes = np.stack([np.unique(table[c], return_inverse=True)[1] for c in CAT_COLS], axis=1)
    nums = np.stack([table[c] for c in NUM_COLS], axis=1)
    nums = (nums - nums.mean(0)) / nums.std(0)
    return codes.astype(np.int64), nums.astype(np.float32), table["default"]


def split_by_date(arrays, share=0.7):
    cut = int(len(arrays[0]) * share)
    return [a[:cut] for a in arrays], [a[cut:] for a in arrays]


def make_loader(arrays, batch_size, shuffle=False):
    return DataLoader(TensorDataset(*map(torch.from_numpy, arrays)), batch_size, shuffle=shuffle)


class EntityNet(nn.Module):
    def __init__(self, cat_dims, n_num, emb_dim=6, hidden=48):
        super().__init__()
        self.embeddings = nn.ModuleList(nn.Embedding(d, emb_dim) for d in cat_dims)
        self.bn = nn.BatchNorm1d(n_num)
        self.mlp = nn.Sequential(
            nn.Linear(emb_dim * len(cat_dims) + n_num, hidden), nn.ReLU(), nn.Dropout(0.1),
            nn.Linear(hidden, 1),
        )

    def forward(self, cats, nums):
        parts = [emb(cats[:, j]) for j, emb in enumerate(self.embeddings)]
        return self.mlp(torch.cat(parts + [self.bn(nums)], dim=1)).squeeze(1)


def fit(model, train, valid, epochs=2):
    opt = torch.optim.AdamW(model.parameters(), lr=2e-3)
    criterion = nn.BCEWithLogitsLoss()
    for epoch in range(epochs):
        model.train()
        for cats, nums, y in train:
            loss = criterion(model(cats, nums), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
        model.eval()
        with torch.no_grad():
            scores = [criterion(model(c, n), y).item() for c, n, y in valid]
        print(f"epoch {epoch}: train {loss.item():.3f} valid {np.mean(scores):.3f}")


torch.manual_seed(0)
codes, nums, target = encode(load_table())
train, valid = split_by_date([codes, nums, target])
cat_dims = [int(train[0][:, j].max()) + 1 for j in range(len(CAT_COLS))]
net = EntityNet(cat_dims, n_num=len(NUM_COLS))
fit(net, make_loader(train, 64, shuffle=True), make_loader(valid, 64))
