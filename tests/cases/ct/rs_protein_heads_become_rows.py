import torch
import torch.nn.functional as F
from torch import nn


class GATv2Layer(nn.Module):
    """GATv2 attention over a dense adjacency matrix."""

    def __init__(self, in_feats, out_feats, num_heads):
        super().__init__()
        self.num_heads, self.out_feats = num_heads, out_feats
        self.fc_src = nn.Linear(in_feats, num_heads * out_feats)
        self.fc_dst = nn.Linear(in_feats, num_heads * out_feats)
        self.attn = nn.Parameter(torch.randn(num_heads, out_feats) * 0.1)

    def forward(self, adj, feat):
        src = self.fc_src(feat).view(-1, self.num_heads, self.out_feats)
        dst = self.fc_dst(feat).view(-1, self.num_heads, self.out_feats)
        e = F.leaky_relu(dst[:, None] + src[None], 0.2)
        score = (e * self.attn).sum(-1)
        score = score.masked_fill(~adj[..., None], float("-inf"))
        return torch.einsum("ijh,jhd->ihd", score.softmax(dim=1), src)


class ProteinGAT(nn.Module):
    def __init__(self, in_feats, hidden, n_tasks, n_layers=2, num_heads=2):
        super().__init__()
        self.encoder = nn.Linear(in_feats, hidden)
        self.convs = nn.ModuleList()
        for _ in range(n_layers):
            self.convs.append(GATv2Layer(hidden, hidden, num_heads))
        self.pred = nn.Linear(hidden, n_tasks)

    def forward(self, adj, feat):
        h = F.relu(self.encoder(feat))
        for conv in self.convs:
            h = conv(adj, h)
            h = F.elu(h.reshape(-1, h.shape[-1]))
        return self.pred(h)


def protein_subgraph(n_nodes=284, in_feats=8, n_tasks=12):
    g = torch.Generator().manual_seed(11)
    upper = torch.rand(n_nodes, n_nodes, generator=g) < 0.05
    adj = upper | upper.T | torch.eye(n_nodes, dtype=torch.bool)
    feat = torch.rand(n_nodes, in_feats, generator=g)
    labels = torch.randint(0, 2, (n_nodes, n_tasks), generator=g).float()
    return adj, feat, labels


torch.manual_seed(0)
adj, feat, labels = protein_subgraph()
train_idx = torch.arange(200)
model = ProteinGAT(feat.shape[1], 16, labels.shape[1])
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
criterion = nn.BCEWithLogitsLoss()
for epoch in range(3):
    pred = model(adj, feat)
    loss = criterion(pred[train_idx], labels[train_idx])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item(), tuple(pred.shape))
