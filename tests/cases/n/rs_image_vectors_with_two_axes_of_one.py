import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class CompositionSplit(Dataset):
    """Features of the last pooling layer of a resnet, as they were written to disk."""

    def __init__(self, n_attr=6, n_obj=5, size=40):
        g = torch.Generator().manual_seed(2)
        self.activations = torch.randn(size, 512, 1, 1, generator=g)
        self.attr = torch.randint(0, n_attr, (size,), generator=g)
        self.obj = torch.randint(0, n_obj, (size,), generator=g)
        self.n_attr, self.n_obj = n_attr, n_obj

    def __len__(self):
        return len(self.activations)

    def __getitem__(self, i):
        return self.activations[i], self.attr[i], self.obj[i]


class MLP(nn.Module):
    def __init__(self, inp_dim, out_dim, num_layers=2, hidden=256):
        super().__init__()
        mod, incoming = [], inp_dim
        for _ in range(num_layers - 1):
            mod += [nn.Linear(incoming, hidden), nn.LayerNorm(hidden), nn.ReLU(True), nn.Dropout(0.3)]
            incoming = hidden
        mod.append(nn.Linear(incoming, out_dim))
        self.mod = nn.Sequential(*mod)

    def forward(self, x):
        return self.mod(x)


class CANet(nn.Module):
    def __init__(self, dset, feat_dim=512, emb_dim=128, cosine_scale=16.0):
        super().__init__()
        self.scale = cosine_scale
        self.attr_embs = nn.Embedding(dset.n_attr, emb_dim)
        self.obj_embs = nn.Embedding(dset.n_obj, emb_dim)
        self.image_embedder_attr = MLP(feat_dim, emb_dim)
        self.image_embedder_obj = MLP(feat_dim, emb_dim)

    def scores(self, features, table):
        return self.scale * F.normalize(features, dim=-1) @ F.normalize(table, dim=-1).t()

    def forward(self, x):
        omega_attr = self.image_embedder_attr(x)
        omega_obj = self.image_embedder_obj(x)
        return self.scores(omega_attr, self.attr_embs.weight), self.scores(omega_obj, self.obj_embs.weight)


trainset = CompositionSplit()
model = CANet(trainset)
optimizer = torch.optim.Adam(model.parameters(), lr=5e-5, weight_decay=5e-5)
for epoch in range(2):
    for img, attr, obj in DataLoader(trainset, batch_size=16, shuffle=True):
        p_attr, p_obj = model(img)
        loss = F.cross_entropy(p_attr, attr) + F.cross_entropy(p_obj, obj)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
