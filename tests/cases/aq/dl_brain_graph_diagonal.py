import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


def simulate_subjects(n_subjects, n_views, n_nodes, seed=35):
    """Connectivity features of every subject and view, as the vectors that come with real data."""
    g = torch.Generator().manual_seed(seed)
    n_features = n_nodes * (n_nodes + 1) // 2
    return torch.rand(n_subjects, n_views, n_features, generator=g)


def anti_vectorize(vec, n_nodes):
    """Symmetric matrix without self-loops from its upper triangle."""
    matrix = torch.zeros(n_nodes, n_nodes)
    rows, cols = torch.triu_indices(n_nodes, n_nodes, offset=1)
    matrix[rows, cols] = vec
    return matrix + matrix.t()


class MultiViewBrains(Dataset):
    def __init__(self, n_subjects, n_views, n_nodes):
        features = simulate_subjects(n_subjects, n_views, n_nodes)
        self.tensors = [
            torch.stack([anti_vectorize(v, n_nodes) for v in subject], dim=-1) for subject in features
        ]

    def __len__(self):
        return len(self.tensors)

    def __getitem__(self, i):
        return self.tensors[i]


class DGN(nn.Module):
    """Learns one connectional template from several views."""

    def __init__(self, n_nodes, n_views, hidden=8):
        super().__init__()
        self.weight = nn.Linear(n_views, n_nodes * hidden)
        self.root = nn.Parameter(torch.ones(n_nodes, hidden) / hidden)
        self.hidden = hidden

    def forward(self, views):
        b, n = views.shape[:2]
        kernels = self.weight(views).view(b, n, n, n, self.hidden).mean(3)
        h = torch.relu(kernels.mean(2) + self.root)
        return (h.unsqueeze(1) - h.unsqueeze(2)).abs().sum(-1)


n_nodes, n_views = 35, 4
loader = DataLoader(MultiViewBrains(12, n_views, n_nodes), batch_size=4)
model = DGN(n_nodes, n_views)
optimizer = torch.optim.Adam(model.parameters(), lr=5e-4)
for epoch in range(2):
    for views in loader:
        cbt = model(views)
        loss = (views - cbt.unsqueeze(-1)).pow(2).sum((1, 2, 3)).sqrt().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch}: {loss.item():.3f}")
