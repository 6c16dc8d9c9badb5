import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

N_NODES, N_FEATURES, N_CLASSES = 24, 20, 3


class ContactGraphs(Dataset):
    """Residue features, contact map and secondary structure of protein fragments."""

    def __init__(self, n_graphs=32):
        g = torch.Generator().manual_seed(72)
        self.features = torch.randn(n_graphs, N_NODES, N_FEATURES, generator=g)
        contacts = (torch.rand(n_graphs, N_NODES, N_NODES, generator=g) > 0.8).float()
        self.adj = torch.clamp(contacts + contacts.transpose(1, 2) + torch.eye(N_NODES), max=1)
        self.labels = torch.randint(0, N_CLASSES, (n_graphs, N_NODES), generator=g)

    def __len__(self):
        return len(self.features)

    def __getitem__(self, i):
        return self.features[i], self.adj[i], self.labels[i]


class GraphAttentionLayer(nn.Module):
    def __init__(self, in_features, out_features, dropout, alpha, concat=True):
        super().__init__()
        self.dropout, self.alpha, self.concat = dropout, alpha, concat
        self.W = nn.Parameter(nn.init.xavier_uniform_(torch.empty(in_features, out_features), gain=1.414))
        self.a_src = nn.Parameter(nn.init.xavier_uniform_(torch.empty(out_features, 1), gain=1.414))
        self.a_dst = nn.Parameter(nn.init.xavier_uniform_(torch.empty(out_features, 1), gain=1.414))

    def forward(self, x, adj):
        h = torch.mm(x, self.W)
        e = F.leaky_relu(torch.mm(h, self.a_src) + torch.mm(h, self.a_dst).t(), self.alpha)
        attention = torch.where(adj > 0, e, torch.full_like(e, -9e15)).softmax(dim=1)
        attention = F.dropout(attention, self.dropout, training=self.training)
        h_prime = torch.mm(attention, h)
        return F.elu(h_prime) if self.concat else h_prime


class GAT(nn.Module):
    def __init__(self, nfeat, nhid, nclass, dropout=0.2, alpha=0.2, nheads=4):
        super().__init__()
        self.dropout = dropout
        self.attentions = nn.ModuleList(GraphAttentionLayer(nfeat, nhid, dropout, alpha) for _ in range(nheads))
        self.out_att = GraphAttentionLayer(nhid * nheads, nclass, dropout, alpha, concat=False)

    def forward(self, x, adj):
        x = F.dropout(x, self.dropout, training=self.training)
        x = torch.cat([att(x, adj) for att in self.attentions], dim=-1)
        return F.log_softmax(F.elu(self.out_att(x, adj)), dim=-1)


torch.manual_seed(72)
train_loader = DataLoader(ContactGraphs(), batch_size=8, shuffle=True)
model = GAT(N_FEATURES, 8, N_CLASSES)
optimizer = torch.optim.Adam(model.parameters(), lr=0.005, weight_decay=5e-4)
for epoch in range(2):
    model.train()
    total = 0.0
    for features, adj, labels in train_loader:
        optimizer.zero_grad()
        output = model(features, adj)
        loss_train = F.nll_loss(output.reshape(-1, N_CLASSES), labels.reshape(-1))
        loss_train.backward()
        optimizer.step()
        total += loss_train.item()
    print(f"Epoch: {epoch:04d} loss_train: {total / len(train_loader):.4f}")
