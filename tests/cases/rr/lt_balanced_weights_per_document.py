import torch
import torch.nn as nn
import torch.nn.functional as F

NODE_LABELS = ["header", "question", "answer", "other"]


def synthetic_form(n_nodes, kinds, seed):
    g = torch.Generator().manual_seed(seed)
    label = torch.tensor(kinds)[torch.randint(0, len(kinds), (n_nodes,), generator=g)]
    label[: len(kinds)] = torch.tensor(kinds)
    feats = torch.randn(n_nodes, 24, generator=g)
    feats[:, :4] += 2 * F.one_hot(label, 4)
    centres = torch.rand(n_nodes, 2, generator=g)
    dist = torch.cdist(centres, centres)
    src = torch.arange(n_nodes).repeat_interleave(4)
    dst = dist.topk(5, largest=False).indices[:, 1:].flatten()
    return {"feat": feats, "label": label, "src": src, "dst": dst}


def batch_graphs(graphs):
    out = {"feat": [], "label": [], "src": [], "dst": []}
    offset = 0
    for graph in graphs:
        out["feat"].append(graph["feat"])
        out["label"].append(graph["label"])
        out["src"].append(graph["src"] + offset)
        out["dst"].append(graph["dst"] + offset)
        offset += len(graph["label"])
    return {k: torch.cat(v) for k, v in out.items()}


class Message(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.lin = nn.Linear(2 * dim, dim)

    def forward(self, h, src, dst):
        summed = torch.zeros_like(h).index_add_(0, src, h[dst])
        degree = torch.bincount(src, minlength=len(h)).clamp(min=1)
        return torch.relu(self.lin(torch.cat([h, summed / degree[:, None]], dim=1)))


class DocGraph(nn.Module):
    def __init__(self, in_dim, hidden, n_classes):
        super().__init__()
        self.projector = nn.Linear(in_dim, hidden)
        self.message = Message(hidden)
        self.node_pred = nn.Linear(hidden, n_classes)

    def forward(self, graph):
        h = torch.relu(self.projector(graph["feat"]))
        h = self.message(h, graph["src"], graph["dst"])
        return self.node_pred(h)


def balanced_crossentropy(scores, labels):
    classes, counts = torch.unique(labels, return_counts=True)
    weights = len(labels) / (len(classes) * counts.float())
    return nn.CrossEntropyLoss(weight=weights)(scores, labels)


def train(model, docs, train_batch_size, epochs):
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=1e-4)
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for start in range(0, len(docs), train_batch_size):
            tg = batch_graphs(docs[start:start + train_batch_size])
            n_scores = model(tg)
            n_loss = balanced_crossentropy(n_scores, tg["label"])
            optimizer.zero_grad()
            n_loss.backward()
            optimizer.step()
            total += n_loss.item()
        print(f"epoch {epoch:2d} node loss {total:.4f}")


@torch.no_grad()
def test(model, docs):
    model.eval()
    for graph in docs:
        pred = model(graph).argmax(1)
        print({NODE_LABELS[c]: int((pred == c).sum()) for c in range(4)},
              f"{(pred == graph['label']).float().mean().item():.2f}")


torch.manual_seed(0)
forms = [
    synthetic_form(40, [0, 1, 2, 3], 1),
    synthetic_form(28, [0, 1, 2, 3], 2),
    synthetic_form(33, [1, 2, 3], 3),
    synthetic_form(51, [0, 1, 2, 3], 4),
]
model = DocGraph(24, 32, len(NODE_LABELS))
train(model, forms, train_batch_size=1, epochs=3)
test(model, forms)
