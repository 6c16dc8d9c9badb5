import torch
from torch import nn

N_ENTITIES, DIM, FEW, BATCH = 200, 20, 1, 64


class RelationMetaLearner(nn.Module):
    def __init__(self, few):
        super().__init__()
        self.rel = nn.Sequential(nn.Linear(2 * DIM, 40), nn.LeakyReLU(), nn.Linear(40, DIM))
        self.few = few

    def forward(self, pairs):
        return self.rel(pairs.flatten(2)).mean(dim=1, keepdim=True)


class EmbeddingLearner(nn.Module):
    def forward(self, pairs, r, pos_num):
        h, t = pairs.unbind(dim=2)
        score = -torch.norm(h + r - t, p=2, dim=-1)
        return score[:, :pos_num], score[:, pos_num:]


class MetaR(nn.Module):
    def __init__(self, beta=5.0, margin=1.0):
        super().__init__()
        self.beta = beta
        self.embedding = nn.Embedding(N_ENTITIES, DIM)
        self.relation_learner = RelationMetaLearner(FEW)
        self.embedding_learner = EmbeddingLearner()
        self.loss_func = nn.MarginRankingLoss(margin)

    def forward(self, support, support_neg, query, query_neg):
        y = torch.ones(1)
        sup, sup_neg = self.embedding(support), self.embedding(support_neg)
        rel = self.relation_learner(sup)

        p_score, n_score = self.embedding_learner(torch.cat([sup, sup_neg], dim=1), rel, FEW)
        loss = self.loss_func(p_score, n_score, y)
        grad, = torch.autograd.grad(loss, rel, retain_graph=True)
        rel_q = rel - self.beta * grad

        pairs = torch.cat([self.embedding(query), self.embedding(query_neg)], dim=1)
        p_score, n_score = self.embedding_learner(pairs, rel_q, query.size(1))
        return self.loss_func(p_score, n_score, y)


def corrupt(pairs):
    wrong = pairs.clone()
    wrong[..., 1] = torch.randint(0, N_ENTITIES, pairs.shape[:-1])
    return wrong


torch.manual_seed(2)
model = MetaR()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for step in range(3):
    support = torch.randint(0, N_ENTITIES, (BATCH, FEW, 2))
    query = torch.randint(0, N_ENTITIES, (BATCH, 1, 2))
    loss = model(support, corrupt(support), query, corrupt(query))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
