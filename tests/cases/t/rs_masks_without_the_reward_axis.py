import torch
from torch import nn
from torch.distributions import Normal


class PointMass:
    """Sixteen points that are to reach the middle of the plane."""

    def __init__(self, num_envs=16):
        self.num_envs = num_envs

    def reset(self):
        self.pos, self.t = torch.rand(self.num_envs, 2) * 2 - 1, 0
        return self.pos

    def step(self, action):
        self.pos = (self.pos + 0.1 * action.clamp(-1, 1)).clamp(-1.5, 1.5)
        self.t += 1
        reward = -self.pos.norm(dim=-1, keepdim=True)
        return self.pos, reward, torch.full((self.num_envs,), self.t % 5 == 0)


class Policy(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.actor = nn.Sequential(nn.Linear(2, hidden), nn.Tanh(), nn.Linear(hidden, 2))
        self.critic = nn.Sequential(nn.Linear(2, hidden), nn.Tanh(), nn.Linear(hidden, 1))
        self.log_std = nn.Parameter(torch.zeros(2))

    def act(self, obs):
        dist = Normal(self.actor(obs), self.log_std.exp())
        action = dist.sample()
        return action, dist.log_prob(action).sum(-1, keepdim=True), self.critic(obs)


def collect(env, policy, steps):
    obs = env.reset()
    rows = {"reward": [], "value": [], "log_prob": [], "mask": []}
    for _ in range(steps):
        action, log_prob, value = policy.act(obs)
        obs, reward, done = env.step(action)
        rows["reward"].append(reward)
        rows["value"].append(value)
        rows["log_prob"].append(log_prob)
        rows["mask"].append(1.0 - done.float())
    return {name: torch.stack(parts, dim=1) for name, parts in rows.items()}, policy.critic(obs)


def compute_gae(rewards, masks, value_preds, last_value, gamma=0.99, gae_lambda=0.95):
    num_steps = rewards.size(1)
    returns = torch.zeros_like(rewards)
    next_val, gae = last_value, 0.0
    for step in reversed(range(num_steps)):
        delta = rewards[:, step] + gamma * next_val * masks[:, step] - value_preds[:, step]
        gae = delta + gamma * gae_lambda * masks[:, step] * gae
        returns[:, step] = gae + value_preds[:, step].reshape(gae.shape)
        next_val = value_preds[:, step]
    return returns


env, policy = PointMass(), Policy()
opt = torch.optim.Adam(policy.parameters(), lr=3e-4)
for update in range(3):
    rollout, last_value = collect(env, policy, steps=10)
    with torch.no_grad():
        returns = compute_gae(rollout["reward"], rollout["mask"], rollout["value"], last_value)
    advantages = returns - rollout["value"]
    loss = -(rollout["log_prob"] * advantages.detach()).mean() + 0.5 * advantages.pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(update, round(loss.item(), 4))
