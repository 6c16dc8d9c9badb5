from collections import namedtuple

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

torch.manual_seed(1024)
SparseFeat = namedtuple("SparseFeat", ["name", "vocabulary_size", "embedding_dim"])


def sparse_feat(name, vocabulary_size, embedding_dim=4):
    if embedding_dim == "auto":
        embedding_dim = 6 * int(pow(vocabulary_size, 0.25))
    return SparseFeat(name, vocabulary_size, embedding_dim)


class FM(nn.Module):
    def forward(self, x):
        square_of_sum = x.sum(dim=1, keepdim=True) ** 2
        sum_of_square = (x * x).sum(dim=1, keepdim=True)
        return 0.5 * (square_of_sum - sum_of_square).sum(dim=2)


class DeepFM(nn.Module):
    def __init__(self, feature_columns, n_dense, hidden=(64, 32)):
        super().__init__()
        self.feature_columns = feature_columns
        self.embedding_dict = nn.ModuleDict({
            fc.name: nn.Embedding(fc.vocabulary_size, fc.embedding_dim) for fc in feature_columns})
        self.linear = nn.ModuleDict({fc.name: nn.Embedding(fc.vocabulary_size, 1) for fc in feature_columns})
        self.fm = FM()
        width = sum(fc.embedding_dim for fc in feature_columns) + n_dense
        self.dnn = nn.Sequential(nn.Linear(width, hidden[0]), nn.ReLU(), nn.Linear(hidden[0], hidden[1]), nn.ReLU())
        self.dnn_linear = nn.Linear(hidden[1], 1, bias=False)

    def forward(self, sparse, dense):
        names = [fc.name for fc in self.feature_columns]
        embeddings = [self.embedding_dict[n](sparse[:, i:i + 1]) for i, n in enumerate(names)]
        logit = sum(self.linear[n](sparse[:, i]) for i, n in enumerate(names))
        fm_input = torch.cat(embeddings, dim=1)
        logit = logit + self.fm(fm_input)
        dnn_input = torch.cat([e.flatten(1) for e in embeddings] + [dense], dim=1)
        return torch.sigmoid(logit + self.dnn_linear(self.dnn(dnn_input))).squeeze(1)


counts = {"courier_id": 800, "district": 12, "weekday": 7, "weather": 5, "restaurant": 350}
n_rows, n_dense = 600, 3
sparse = torch.stack([torch.randint(0, n, (n_rows,)) for n in counts.values()], dim=1)
dense = torch.rand(n_rows, n_dense)
label = ((dense[:, 0] + 0.02 * sparse[:, 1]) > 0.6).float()

feature_columns = [sparse_feat(name, n, embedding_dim="auto") for name, n in counts.items()]
train_set, val_set = random_split(TensorDataset(sparse, dense, label), [480, 120])
model = DeepFM(feature_columns, n_dense)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
criterion = nn.BCELoss()

for epoch in range(3):
    for s, d, y in DataLoader(train_set, batch_size=128, shuffle=True):
        optimizer.zero_grad()
        loss = criterion(model(s, d), y)
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        hits = sum(((model(s, d) > 0.5).float() == y).sum().item() for s, d, y in DataLoader(val_set, batch_size=120))
    print(f"epoch {epoch} logloss {loss.item():.4f} val accuracy {hits / len(val_set):.3f}")
