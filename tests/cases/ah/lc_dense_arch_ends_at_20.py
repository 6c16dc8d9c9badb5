import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(7)


def mlp(sizes, last=nn.ReLU):
    layers = []
    for i, (a, b) in enumerate(zip(sizes[:-1], sizes[1:])):
        layers += [nn.Linear(a, b), nn.ReLU() if i < len(sizes) - 2 else last()]
    return nn.Sequential(*layers)


class DLRM(nn.Module):
    """Click prediction from numbers (dense) and ids (sparse)."""

    def __init__(self, table_sizes, embedding_dim, dense_in_features, dense_arch_layer_sizes, over_arch_layer_sizes):
        super().__init__()
        self.tables = nn.ModuleList(nn.EmbeddingBag(n, embedding_dim, mode="sum") for n in table_sizes)
        self.dense_arch = mlp([dense_in_features] + dense_arch_layer_sizes)
        f = len(table_sizes) + 1
        self.register_buffer("pairs", torch.tril_indices(f, f, -1))
        self.over_arch = mlp([embedding_dim + f * (f - 1) // 2] + over_arch_layer_sizes, last=nn.Identity)

    def interact(self, x, ly):
        batch_size, d = x.shape
        t = torch.cat([x] + ly, dim=1).view(batch_size, -1, d)
        z = torch.bmm(t, t.transpose(1, 2))
        return torch.cat([x, z[:, self.pairs[0], self.pairs[1]]], dim=1)

    def forward(self, dense, sparse):
        x = self.dense_arch(dense)
        ly = [table(sparse[:, k]) for k, table in enumerate(self.tables)]
        return self.over_arch(self.interact(x, ly)).squeeze(1)


B, D = 32, 8
table_sizes = [100, 100, 40]
n = 128
clicks = TensorDataset(
    torch.rand(n, 13),
    torch.stack([torch.randint(0, s, (n, 2)) for s in table_sizes], dim=1),  # two ids per feature
    torch.randint(0, 2, (n,)).float(),
)

model = DLRM(
    table_sizes,
    embedding_dim=D,
    dense_in_features=13,
    dense_arch_layer_sizes=[20],
    over_arch_layer_sizes=[5, 1],
)
optimizer = torch.optim.Adagrad(model.parameters(), lr=0.05)
for dense, sparse, label in DataLoader(clicks, batch_size=B):
    loss = nn.functional.binary_cross_entropy_with_logits(model(dense, sparse), label)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
