import math

import torch
import torch.nn.functional as F
from torch import nn

NUM_CLASSES = 10
COUNTS = [60, 70, 60, 60, 50, 50, 60, 60, 50, 40]


def blurred_digits(seed):
    """Stand-in for a few hundred flattened digits: one cloud of 64 numbers per class."""
    g = torch.Generator().manual_seed(seed)
    centres = torch.randn(NUM_CLASSES, 64, generator=g)
    centres[9] = 0.9 * centres[4] + 0.3 * centres[9]
    labels = torch.repeat_interleave(torch.arange(NUM_CLASSES), torch.tensor(COUNTS))
    x = centres[labels] + 0.9 * torch.randn(len(labels), 64, generator=g)
    return x, labels


def knn_graph(x, k=8):
    d = torch.cdist(x, x)
    d.fill_diagonal_(math.inf)
    dist, idx = d.topk(k, largest=False)
    w = torch.zeros(len(x), len(x))
    w.scatter_(1, idx, torch.exp(-4 * dist ** 2 / dist[:, -1:] ** 2))
    w = (w + w.T) / 2
    deg = w.sum(1).rsqrt()
    return deg[:, None] * w * deg[None, :]


def choose_seeds(labels, per_class, seed):
    g = torch.Generator().manual_seed(seed)
    chosen = []
    for c in range(NUM_CLASSES):
        members = (labels == c).nonzero().squeeze(1)
        n = 1 if c == 9 else per_class
        chosen.append(members[torch.randperm(len(members), generator=g)[:n]])
    return torch.cat(chosen)


def labels_to_onehot(labels):
    k = int(labels.max()) + 1
    onehot = torch.zeros(len(labels), k)
    onehot[torch.arange(len(labels)), labels] = 1.0
    return onehot


class GraphNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.lin1 = nn.Linear(d_in, hidden)
        self.lin2 = nn.Linear(hidden, d_out)

    def forward(self, x, adj):
        h = torch.relu(adj @ self.lin1(x))
        return adj @ self.lin2(F.dropout(h, 0.3, self.training))


def soft_cross_entropy(scores, target):
    return -(target * scores.log_softmax(1)).sum(1).mean()


def project(net, x, adj, seeds):
    """Threshold step: every node without a label takes its most likely class."""
    net.eval()
    with torch.no_grad():
        pseudo = net(x, adj).argmax(1)
    rest = torch.ones(len(x), dtype=torch.bool)
    rest[seeds] = False
    net.train()
    return rest, labels_to_onehot(pseudo[rest])


def main():
    torch.manual_seed(3)
    x, labels = blurred_digits(seed=3)
    adj = knn_graph(x)
    seeds = choose_seeds(labels, per_class=5, seed=0)
    seed_target = labels_to_onehot(labels[seeds])
    net = GraphNet(x.shape[1], 32, NUM_CLASSES)
    opt = torch.optim.Adam(net.parameters(), lr=0.01, weight_decay=1e-4)
    for step in range(60):
        loss = soft_cross_entropy(net(x, adj)[seeds], seed_target)
        if step >= 20:
            if step % 10 == 0:
                rest, target = project(net, x, adj, seeds)
            loss = loss + 0.2 * soft_cross_entropy(net(x, adj)[rest], target)
        opt.zero_grad()
        loss.backward()
        opt.step()
        if step % 10 == 9:
            print(f"step {step + 1}: loss {loss.item():.3f}")
    net.eval()
    print("accuracy", (net(x, adj).argmax(1) == labels).float().mean().item())


main()
