import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(8)
N = 240
census = {
    "workclass": rng.integers(0, 9, N),
    "education": rng.integers(0, 16, N),
    "marital_status": rng.integers(0, 7, N),
    "occupation": rng.integers(0, 15, N),
    "age": rng.normal(38, 12, N),
    "hours": rng.normal(40, 9, N),
}
income = rng.integers(0, 2, N)


class TabPreprocessor:
    """Label-encodes columns and chooses the width of every embedding."""

    def __init__(self, embed_cols, cont_cols, for_transformer=False, shared_dim=16):
        self.embed_cols, self.cont_cols = embed_cols, cont_cols
        self.for_transformer, self.shared_dim = for_transformer, shared_dim

    def fit_transform(self, table):
        self.embed_input = []
        for col in self.embed_cols:
            n = int(table[col].max()) + 1
            dim = self.shared_dim if self.for_transformer else int(round(1.6 * n ** 0.56))
            self.embed_input.append((col, n, dim))
        cont = [(table[c] - table[c].mean()) / table[c].std() for c in self.cont_cols]
        return np.stack([table[c] for c in self.embed_cols] + cont, axis=1)


class TabMlp(nn.Module):
    def __init__(self, embed_input, n_cont):
        super().__init__()
        self.embeds = nn.ModuleList(nn.Embedding(n, dim) for _, n, dim in embed_input)
        width = sum(dim for _, _, dim in embed_input) + n_cont
        self.mlp = nn.Sequential(nn.Linear(width, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, x):
        k = len(self.embeds)
        tokens = [e(x[:, i].long()) for i, e in enumerate(self.embeds)]
        return self.mlp(torch.cat(tokens + [x[:, k:]], dim=1))


class TabTransformer(nn.Module):
    def __init__(self, embed_input, n_cont, heads=4):
        super().__init__()
        dim = embed_input[0][2]
        self.embeds = nn.ModuleList(nn.Embedding(n, d) for _, n, d in embed_input)
        self.block = nn.TransformerEncoderLayer(dim, heads, 4 * dim, batch_first=True)
        self.mlp = nn.Linear(len(embed_input) * dim + n_cont, 1)

    def forward(self, x):
        k = len(self.embeds)
        tokens = [e(x[:, i].long()).unsqueeze(1) for i, e in enumerate(self.embeds)]
        tokens = self.block(torch.cat(tokens, dim=1))
        return self.mlp(torch.cat([tokens.flatten(1), x[:, k:]], dim=1))


cat_cols = ["marital_status", "workclass", "education", "occupation"]
prep = TabPreprocessor(cat_cols, ["age", "hours"], shared_dim=16)
X = torch.from_numpy(prep.fit_transform(census)).float()
y = torch.from_numpy(income).float()
heads = 1
model = TabTransformer(prep.embed_input, n_cont=2, heads=heads)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
for rows, target in DataLoader(TensorDataset(X, y), batch_size=60, shuffle=True):
    loss = nn.functional.binary_cross_entropy_with_logits(model(rows).squeeze(1), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
