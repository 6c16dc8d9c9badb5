import argparse

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


class ReplayBuffer:
    """FIFO memory of transitions that can also return what happened before them."""

    def __init__(self, obs_dim, act_dim, max_size):
        self.obs_buf = torch.zeros(max_size, obs_dim)
        self.obs2_buf = torch.zeros(max_size, obs_dim)
        self.act_buf = torch.zeros(max_size, act_dim)
        self.rew_buf = torch.zeros(max_size)
        self.done_buf = torch.zeros(max_size)
        self.obs_dim, self.act_dim, self.max_size = obs_dim, act_dim, max_size
        self.ptr, self.size = 0, 0

    def store(self, obs, act, rew, next_obs, done):
        self.obs_buf[self.ptr] = torch.as_tensor(obs, dtype=torch.float32)
        self.obs2_buf[self.ptr] = torch.as_tensor(next_obs, dtype=torch.float32)
        self.act_buf[self.ptr] = torch.as_tensor(act, dtype=torch.float32)
        self.rew_buf[self.ptr] = rew
        self.done_buf[self.ptr] = done
        self.ptr = (self.ptr + 1) % self.max_size
        self.size = min(self.size + 1, self.max_size)

    def sample_batch_with_history(self, batch_size, max_hist_len):
        idxs = torch.randint(max_hist_len, self.size, (batch_size,))
        hist_obs = torch.zeros(batch_size, max_hist_len, self.obs_dim)
        hist_act = torch.zeros(batch_size, max_hist_len, self.act_dim)
        hist_len = torch.full((batch_size,), max_hist_len)
        for i, idx in enumerate(idxs.tolist()):
            start = max(0, idx - max_hist_len)
            ends = torch.nonzero(self.done_buf[start:idx]).flatten()
            if len(ends):
                start = start + int(ends[-1]) + 1
            seg_len = idx - start
            hist_len[i] = seg_len
            if seg_len:
                hist_obs[i] = self.obs_buf[start:idx]
                hist_act[i] = self.act_buf[start:idx]
        return dict(obs=self.obs_buf[idxs], obs2=self.obs2_buf[idxs], act=self.act_buf[idxs],
                    rew=self.rew_buf[idxs], done=self.done_buf[idxs],
                    hist_obs=hist_obs, hist_act=hist_act, hist_len=hist_len)


class MLPCritic(nn.Module):
    def __init__(self, obs_dim, act_dim, hidden=32):
        super().__init__()
        self.mem_pre = nn.Linear(obs_dim + act_dim, hidden)
        self.mem_lstm = nn.LSTM(hidden, hidden, batch_first=True)
        self.cur = nn.Linear(obs_dim + act_dim, hidden)
        self.out = nn.Sequential(nn.Linear(2 * hidden, hidden), nn.ReLU(), nn.Linear(hidden, 1))

    def forward(self, obs, act, hist_obs, hist_act, hist_len):
        memory, _ = self.mem_lstm(F.relu(self.mem_pre(torch.cat([hist_obs, hist_act], dim=-1))))
        last = (hist_len - 1).clamp(min=0).view(-1, 1, 1).expand(-1, 1, memory.size(-1))
        memory = memory.gather(1, last).squeeze(1)
        current = F.relu(self.cur(torch.cat([obs, act], dim=-1)))
        return self.out(torch.cat([memory, current], dim=-1)).squeeze(-1)


class PointMassEnv:
    def __init__(self, max_ep_len, seed):
        self.rng = np.random.default_rng(seed)
        self.max_ep_len = max_ep_len

    def reset(self):
        self.t, self.s = 0, self.rng.normal(size=2)
        return self.s.copy()

    def step(self, a):
        self.t += 1
        self.s = self.s + 0.1 * np.array([self.s[1], a[0]])
        return self.s.copy(), -float(self.s @ self.s), self.t >= self.max_ep_len


def collect(env, buffer, steps):
    o = env.reset()
    for _ in range(steps):
        a = env.rng.uniform(-1, 1, size=1)
        o2, r, d = env.step(a)
        buffer.store(o, a, r, o2, float(d))
        o = env.reset() if d else o2


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--max_hist_len", type=int, default=5)
    parser.add_argument("--batch_size", type=int, default=24)
    parser.add_argument("--max_ep_len", type=int, default=12)
    parser.add_argument("--updates", type=int, default=3)
    args = parser.parse_args()
    torch.manual_seed(0)
    buffer = ReplayBuffer(obs_dim=2, act_dim=1, max_size=500)
    collect(PointMassEnv(args.max_ep_len, seed=0), buffer, 200)
    critic = MLPCritic(2, 1)
    optimizer = torch.optim.Adam(critic.parameters(), lr=1e-3)
    for step in range(args.updates):
        b = buffer.sample_batch_with_history(args.batch_size, args.max_hist_len)
        q = critic(b["obs"], b["act"], b["hist_obs"], b["hist_act"], b["hist_len"])
        loss = F.mse_loss(q, b["rew"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"update {step} loss {loss.item():.4f}")


if __name__ == "__main__":
    main()
