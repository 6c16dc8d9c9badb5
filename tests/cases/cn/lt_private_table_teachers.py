import argparse

import numpy as np
import torch
from torch import nn


def get_options():
    p = argparse.ArgumentParser()
    p.add_argument("--num-teachers", type=int, default=5)
    p.add_argument("--teacher-iters", type=int, default=3)
    p.add_argument("--student-iters", type=int, default=3)
    p.add_argument("--rounds", type=int, default=6)
    p.add_argument("--batch-size", type=int, default=32)
    p.add_argument("--z-dim", type=int, default=8)
    p.add_argument("--lap-scale", type=float, default=1e-1)
    return p.parse_args([])


def patients(n, seed=0):
    """Eight clinical measurements and the diabetes status, scaled to 0 .. 1."""
    rng = np.random.default_rng(seed)
    status = rng.random(n) < 0.35
    x = rng.normal(0.4, 0.12, (n, 8)) + 0.15 * status[:, None] * rng.random(8)
    return torch.tensor(np.column_stack([x.clip(0, 1), status]), dtype=torch.float32)


class Generator(nn.Module):
    def __init__(self, z_dim, width):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(z_dim, 32), nn.LeakyReLU(), nn.Linear(32, width), nn.Sigmoid())

    def forward(self, z):
        return self.net(z)


class Discriminator(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(width, 32), nn.LeakyReLU(), nn.Linear(32, 1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x)


class PateGan:
    REAL, FAKE = 1.0, 0.0

    def __init__(self, width, opt):
        self.opt = opt
        self.generator = Generator(opt.z_dim, width)
        self.student = Discriminator(width)
        self.teachers = [Discriminator(width) for _ in range(opt.num_teachers)]
        self.criterion = nn.BCELoss()
        self.opt_g = torch.optim.Adam(self.generator.parameters(), 1e-3)
        self.opt_s = torch.optim.Adam(self.student.parameters(), 1e-3)
        self.opt_t = [torch.optim.Adam(t.parameters(), 1e-3) for t in self.teachers]

    def fake(self, n):
        return self.generator(torch.randn(n, self.opt.z_dim))

    def labels(self, n, value):
        return torch.full((n,), value)

    def vote(self, x):
        votes = sum((t(x) > 0.5).float() for t in self.teachers)
        noise = torch.distributions.Laplace(0.0, 1 / self.opt.lap_scale).sample((2, *votes.shape))
        return (votes + noise[0] > len(self.teachers) - votes + noise[1]).float()

    def train(self, table):
        n = self.opt.batch_size
        shards = table.chunk(len(self.teachers))
        for k in range(self.opt.rounds):
            for teacher, optim, shard in zip(self.teachers, self.opt_t, shards):
                for _ in range(self.opt.teacher_iters):
                    real = shard[torch.randint(len(shard), (n,))]
                    err_real = self.criterion(teacher(real), self.labels(n, self.REAL))
                    err_fake = self.criterion(teacher(self.fake(n).detach()), self.labels(n, self.FAKE))
                    optim.zero_grad()
                    (err_real + err_fake).backward()
                    optim.step()
            for _ in range(self.opt.student_iters):
                x = self.fake(n).detach()
                err_s = self.criterion(self.student(x), self.vote(x))
                self.opt_s.zero_grad()
                err_s.backward()
                self.opt_s.step()
            err_g = self.criterion(self.student(self.fake(n)), self.labels(n, self.REAL))
            self.opt_g.zero_grad()
            err_g.backward()
            self.opt_g.step()
            print(f"round {k}: student {err_s.item():.3f} generator {err_g.item():.3f}")

    @torch.no_grad()
    def generate(self, n):
        return self.fake(n)


torch.manual_seed(0)
options = get_options()
table = patients(500)
gan = PateGan(table.shape[1], options)
gan.train(table)
synthetic = gan.generate(500)
print("column means", table.mean(0).numpy().round(2), synthetic.mean(0).numpy().round(2))
