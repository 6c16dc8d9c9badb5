import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

EMBEDDING_DIM = 8
TABLE_ROWS = {"user_country": 100, "ad_category": 40, "device": 12}


def mlp(sizes, last_activation=True):
    layers = []
    for i, (a, b) in enumerate(zip(sizes[:-1], sizes[1:])):
        layers.append(nn.Linear(a, b))
        if last_activation or i < len(sizes) - 2:
            layers.append(nn.ReLU())
    return nn.Sequential(*layers)


class DotInteraction(nn.Module):
    """Inner products of all pairs, next to the dense vector itself."""

    def forward(self, dense, sparse):
        combined = torch.cat([dense.unsqueeze(1), sparse], dim=1)
        products = torch.bmm(combined, combined.transpose(1, 2))
        n = combined.size(1)
        row, col = torch.triu_indices(n, n, offset=1)
        return torch.cat([dense, products[:, row, col]], dim=1)


class DLRM(nn.Module):
    def __init__(self, table_rows, embedding_dim, dense_in_features, dense_arch_layer_sizes, over_arch_layer_sizes):
        super().__init__()
        self.tables = nn.ModuleList(nn.Embedding(n, embedding_dim) for n in table_rows)
        self.dense_arch = mlp([dense_in_features] + dense_arch_layer_sizes)
        self.inter_arch = DotInteraction()
        n = len(table_rows) + 1
        self.over_arch = mlp([embedding_dim + n * (n - 1) // 2] + over_arch_layer_sizes, last_activation=False)

    def forward(self, dense_features, sparse_ids):
        dense = self.dense_arch(dense_features)
        sparse = torch.stack([t(sparse_ids[:, i]) for i, t in enumerate(self.tables)], dim=1)
        return self.over_arch(self.inter_arch(dense, sparse)).squeeze(1)


def click_log(n=64, dense=13):
    g = torch.Generator().manual_seed(9)
    ids = torch.stack([torch.randint(0, r, (n,), generator=g) for r in TABLE_ROWS.values()], dim=1)
    return TensorDataset(torch.rand(n, dense, generator=g), ids, torch.randint(0, 2, (n,), generator=g).float())


model = DLRM(
    table_rows=list(TABLE_ROWS.values()),
    embedding_dim=EMBEDDING_DIM,
    dense_in_features=13,
    dense_arch_layer_sizes=[20],
    over_arch_layer_sizes=[5, 1],
)
optimizer = torch.optim.Adagrad(model.parameters(), lr=1e-2)
for dense, ids, clicked in DataLoader(click_log(), batch_size=32):
    loss = nn.functional.binary_cross_entropy_with_logits(model(dense, ids), clicked)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
