import argparse

import torch
import torch.nn.functional as F

from model_vc import Generator


def get_parser():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lambda_cd", type=float, default=1)
    parser.add_argument("--dim_neck", type=int, default=16)
    parser.add_argument("--dim_emb", type=int, default=64)
    parser.add_argument("--dim_pre", type=int, default=128)
    parser.add_argument("--freq", type=int, default=16)
    parser.add_argument("--batch_size", type=int, default=2)
    parser.add_argument("--num_iters", type=int, default=1000)
    return parser


class Solver:
    def __init__(self, config):
        self.config = config
        self.G = Generator(config.dim_neck, config.dim_emb, config.dim_pre, config.freq)
        self.optimizer = torch.optim.Adam(self.G.parameters(), 1e-4)

    def train(self, path):
        c = self.config
        for i in range(c.num_iters):
            x, emb = torch.rand(c.batch_size, 128, 80), torch.randn(c.batch_size, c.dim_emb)
            mel, post, codes = self.G(x, emb, emb)
            loss = F.mse_loss(post, x) + F.mse_loss(mel, x)
            loss = loss + c.lambda_cd * F.l1_loss(self.G.encoder(post, emb), codes.detach())
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            print(f"iteration {i + 1}: {loss.item():.4f}")
        torch.save({"model": self.G.state_dict()}, path)
        return path
