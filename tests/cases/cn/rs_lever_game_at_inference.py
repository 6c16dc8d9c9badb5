import os
import tempfile

import torch
from torch import nn


class LinearMulti(nn.Module):
    """A linear map of its own for each agent id."""

    def __init__(self, n_models, d_in, d_out):
        super().__init__()
        self.weight = nn.Parameter(0.2 * torch.randn(n_models, d_in, d_out))
        self.bias = nn.Parameter(torch.zeros(n_models, d_out))

    def forward(self, x, ids):
        return torch.bmm(x.unsqueeze(1), self.weight[ids]).squeeze(1) + self.bias[ids]


class CommNet(nn.Module):
    def __init__(self, opts):
        super().__init__()
        n, h = opts["nmodels"], opts["hidsz"]
        self.comm2hid = LinearMulti(n, h, h)
        self.hid2hid = LinearMulti(n, h, h)
        self.action = LinearMulti(n, h, opts["nlevers"])
        self.baseline = LinearMulti(n, h, 1)
        self.comm_out = LinearMulti(n, h, h * opts["nagents"])
        self.n_others = opts["nagents"] - 1

    def forward(self, hid, comm, ids):
        hid = torch.relu(self.hid2hid(hid, ids) + self.comm2hid(comm.sum(1), ids))
        comm = self.comm_out(hid, ids) / self.n_others
        return self.action(hid, ids).softmax(1), self.baseline(hid, ids).squeeze(1), hid, comm


class Levers:
    """Agents get rewarded for pulling different levers."""

    def __init__(self):
        self.hidsz = 32
        self.batch_size = 16
        self.nmodels = 10
        self.nagents = 10
        self.nlevers = 5
        self.actor = CommNet(self.opts())

    def opts(self):
        return {k: getattr(self, k) for k in ("hidsz", "batch_size", "nmodels", "nagents", "nlevers")}

    def draw_ids(self):
        return torch.stack([torch.randperm(self.nmodels)[: self.nagents] for _ in range(self.batch_size)]).flatten()

    def communicate(self, ids, passes=2):
        b, n, h = self.batch_size, self.nagents, self.hidsz
        hid = torch.full((b * n, h), 0.1)
        comm = torch.zeros(b * n, n, h)
        mask = (1 - torch.eye(n)).view(1, n, n, 1)
        for _ in range(passes):
            probs, value, hid, comm = self.actor(hid, comm, ids)
            comm = comm.view(b, n, n, h) * mask
            comm = comm.transpose(1, 2).reshape(b * n, n, h)
        return probs, value

    def reward(self, levers):
        pulled = nn.functional.one_hot(levers.view(self.batch_size, self.nagents), self.nlevers)
        return (pulled.sum(1) > 0).sum(1).float() / self.nlevers

    def train(self, episodes):
        opt = torch.optim.RMSprop(self.actor.parameters(), lr=1e-3)
        for ep in range(episodes):
            probs, value = self.communicate(self.draw_ids())
            dist = torch.distributions.Categorical(probs)
            levers = dist.sample()
            r = self.reward(levers).repeat_interleave(self.nagents)
            loss = (-dist.log_prob(levers) * (r - value.detach())).mean() + 0.03 * (r - value).pow(2).mean()
            opt.zero_grad()
            loss.backward()
            opt.step()
            if ep % 10 == 0:
                print(f"episode {ep}: reward {r.mean().item():.3f}")

    def save(self, path):
        torch.save(self.actor.state_dict(), path)

    @torch.no_grad()
    def infer(self, path):
        self.actor.load_state_dict(torch.load(path))
        ids = torch.arange(self.nmodels)
        self.nagents = self.nlevers
        self.batch_size = len(ids) // self.nagents
        probs, _ = self.communicate(ids)
        levers = probs.argmax(1)
        print(levers.view(self.batch_size, -1), "reward", self.reward(levers).mean().item())


if __name__ == "__main__":
    torch.manual_seed(0)
    game = Levers()
    with tempfile.TemporaryDirectory() as tmp:
        path = os.path.join(tmp, "model.pt")
        game.train(30)
        game.save(path)
        game.infer(path)
