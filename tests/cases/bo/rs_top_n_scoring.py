import numpy as np
import torch
from torch import nn


class MF(nn.Module):
    """Biased matrix factorisation."""

    def __init__(self, n_users, n_items, emb_dim=16, stddev=0.1):
        super().__init__()
        self.user_emb = nn.Embedding(n_users, emb_dim)
        self.item_emb = nn.Embedding(n_items, emb_dim)
        self.user_bias = nn.Embedding(n_users, 1)
        self.item_bias = nn.Embedding(n_items, 1)
        self.global_bias = nn.Parameter(torch.zeros(1))
        nn.init.normal_(self.user_emb.weight, 0, stddev)
        nn.init.normal_(self.item_emb.weight, 0, stddev)
        nn.init.zeros_(self.user_bias.weight)
        nn.init.zeros_(self.item_bias.weight)

    def forward(self, users, items):
        interaction = (self.user_emb(users) * self.item_emb(items)).squeeze()
        bias = self.user_bias(users) + self.item_bias(items) + self.global_bias
        return torch.sigmoid(interaction.sum(dim=1) + bias.view(-1))


class EvalEngine:
    def __init__(self, test_pairs, relevant, batch_size):
        self.users, self.items = test_pairs.T
        self.relevant = relevant
        self.batch_size = batch_size

    def predict(self, model):
        model.eval()
        edges = list(range(0, len(self.users), self.batch_size)) + [len(self.users)]
        scores = []
        with torch.no_grad():
            for lo, hi in zip(edges[:-1], edges[1:]):
                u = torch.from_numpy(self.users[lo:hi])
                i = torch.from_numpy(self.items[lo:hi])
                scores.append(model(u, i).numpy())
        return np.concatenate(scores)

    def hit_ratio(self, model, k=10):
        scores = self.predict(model)
        hits = 0
        for u in np.unique(self.users):
            mine = self.users == u
            best = self.items[mine][np.argsort(-scores[mine])[:k]]
            hits += bool(self.relevant[u] & set(best.tolist()))
        return hits / len(self.relevant)


def bpr_epoch(model, optimizer, interactions, n_items, rng, batch_size=256):
    model.train()
    order = rng.permutation(len(interactions))
    losses = []
    for part in np.array_split(order, max(1, len(order) // batch_size)):
        users = torch.from_numpy(interactions[part, 0])
        pos = torch.from_numpy(interactions[part, 1])
        neg = torch.from_numpy(rng.integers(0, n_items, len(part)))
        diff = model(users, pos) - model(users, neg)
        loss = -nn.functional.logsigmoid(diff).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return float(np.mean(losses))


def make_movie_log(rng, n_users, n_items, per_user=20):
    rows = [(u, i) for u in range(n_users) for i in rng.choice(n_items, per_user, replace=False)]
    return np.array(rows, dtype=np.int64)


def candidates(rng, held_out, n_items, n_negatives):
    pairs = []
    for u, items in held_out.items():
        pool = np.setdiff1d(np.arange(n_items), list(items))
        pairs += [(u, i) for i in items] + [(u, i) for i in rng.choice(pool, n_negatives, replace=False)]
    return np.array(pairs, dtype=np.int64)


def main():
    rng = np.random.default_rng(42)
    n_users, n_items = 41, 300
    log = make_movie_log(rng, n_users, n_items)
    last = np.arange(19, len(log), 20)
    held_out = {int(u): {int(i)} for u, i in log[last]}
    train = np.delete(log, last, axis=0)
    engine = EvalEngine(candidates(rng, held_out, n_items, n_negatives=24), held_out, batch_size=128)

    model = MF(n_users, n_items)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for epoch in range(3):
        loss = bpr_epoch(model, optimizer, train, n_items, rng)
        print(f"epoch {epoch} bpr {loss:.4f} HR@10 {engine.hit_ratio(model):.3f}")


if __name__ == "__main__":
    main()
