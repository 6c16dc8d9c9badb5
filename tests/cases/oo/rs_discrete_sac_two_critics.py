import random
from collections import deque

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


class LineWorld:
    """Walk left or right (or stay) to the moving goal."""

    observation_dim, n_actions, size = 4, 3, 11

    def __init__(self, seed=0):
        self.rng = np.random.default_rng(seed)

    def _obs(self):
        d = self.goal - self.pos
        return np.array([self.pos / self.size, self.goal / self.size, d / self.size, np.sign(d)], np.float32)

    def reset(self):
        self.pos, self.goal = int(self.rng.integers(0, self.size)), int(self.rng.integers(0, self.size))
        self.t = 0
        return self._obs()

    def step(self, action):
        self.pos = int(np.clip(self.pos + action - 1, 0, self.size - 1))
        self.t += 1
        done = self.pos == self.goal or self.t >= 20
        return self._obs(), 1.0 if self.pos == self.goal else -0.05, done


class ReplayBuffer:
    def __init__(self, capacity=5000):
        self.storage = deque(maxlen=capacity)

    def add(self, *transition):
        self.storage.append(transition)

    def sample(self, n):
        obs, action, reward, next_obs, done = zip(*random.sample(self.storage, n))
        return {
            "obs": torch.from_numpy(np.stack(obs)),
            "action": torch.tensor(action, dtype=torch.int64),
            "reward": torch.tensor(reward, dtype=torch.float32),
            "next_obs": torch.from_numpy(np.stack(next_obs)),
            "done": torch.tensor(done, dtype=torch.float32),
        }


def mlp(n_in, n_out, hidden=64):
    return nn.Sequential(nn.Linear(n_in, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, n_out))


class QEnsemble(nn.Module):
    def __init__(self, n_obs, n_actions, num_qvalue_nets=2):
        super().__init__()
        self.nets = nn.ModuleList(mlp(n_obs, n_actions) for _ in range(num_qvalue_nets))

    def forward(self, obs):
        return torch.stack([net(obs) for net in self.nets], dim=0)


class DiscreteSACLoss(nn.Module):
    def __init__(self, n_obs, n_actions, gamma=0.98, tau=0.01):
        super().__init__()
        self.actor = mlp(n_obs, n_actions)
        self.qvalue = QEnsemble(n_obs, n_actions)
        self.target_qvalue = QEnsemble(n_obs, n_actions)
        self.target_qvalue.load_state_dict(self.qvalue.state_dict())
        self.log_alpha = nn.Parameter(torch.zeros(()))
        self.gamma, self.tau = gamma, tau
        self.target_entropy = 0.5 * float(np.log(n_actions))

    def act(self, obs):
        with torch.no_grad():
            logits = self.actor(torch.from_numpy(obs).unsqueeze(0))
        return torch.distributions.Categorical(logits=logits).sample().item()

    def target_value(self, batch):
        with torch.no_grad():
            log_p = F.log_softmax(self.actor(batch["next_obs"]), dim=-1)
            q = self.target_qvalue(batch["next_obs"]).min(0).values
            v = (log_p.exp() * (q - self.log_alpha.exp() * log_p)).sum(-1)
            return batch["reward"] + self.gamma * (1 - batch["done"]) * v

    def qvalue_loss(self, batch):
        action_value = self.qvalue(batch["obs"])
        action = batch["action"].unsqueeze(-1)
        chosen_action_value = torch.gather(action_value, -1, index=action).squeeze(-1)
        target = self.target_value(batch)
        return F.smooth_l1_loss(chosen_action_value, target.expand_as(chosen_action_value))

    def actor_loss(self, batch):
        log_p = F.log_softmax(self.actor(batch["obs"]), dim=-1)
        with torch.no_grad():
            q = self.qvalue(batch["obs"]).min(0).values
        entropy = -(log_p.exp() * log_p).sum(-1)
        loss = (log_p.exp() * (self.log_alpha.exp().detach() * log_p - q)).sum(-1).mean()
        alpha_loss = (self.log_alpha * (entropy.detach() - self.target_entropy)).mean()
        return loss + alpha_loss

    def forward(self, batch):
        return {"loss_qvalue": self.qvalue_loss(batch), "loss_actor": self.actor_loss(batch)}

    @torch.no_grad()
    def soft_update(self):
        for p, t in zip(self.qvalue.parameters(), self.target_qvalue.parameters()):
            t.lerp_(p, self.tau)


def main(total_steps=400, warmup=100, batch_size=64):
    random.seed(0)
    torch.manual_seed(0)
    env, buffer = LineWorld(), ReplayBuffer()
    sac = DiscreteSACLoss(env.observation_dim, env.n_actions)
    optimizer = torch.optim.Adam(sac.parameters(), lr=1e-3)
    obs, returns, ret = env.reset(), [], 0.0
    for step in range(total_steps):
        action = random.randrange(env.n_actions) if step < warmup else sac.act(obs)
        next_obs, reward, done = env.step(action)
        buffer.add(obs, action, reward, next_obs, float(done))
        obs, ret = next_obs, ret + reward
        if done:
            returns.append(ret)
            obs, ret = env.reset(), 0.0
        if step >= warmup:
            losses = sac(buffer.sample(batch_size))
            optimizer.zero_grad()
            sum(losses.values()).backward()
            optimizer.step()
            sac.soft_update()
    print("mean return of the last episodes", np.mean(returns[-10:]))


if __name__ == "__main__":
    main()
