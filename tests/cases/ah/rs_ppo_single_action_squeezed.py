import math

import torch
import torch.nn as nn
from torch.distributions import MultivariateNormal

torch.manual_seed(1)


class Pendulum:
    def reset(self):
        self.th, self.thdot = math.pi * (2 * torch.rand(()).item() - 1), 0.0
        return self.obs()

    def obs(self):
        return torch.tensor([math.cos(self.th), math.sin(self.th), self.thdot])

    def step(self, torque):
        u = max(-2.0, min(2.0, torque[0].item()))
        self.thdot += (15 * math.sin(self.th) + 3 * u) * 0.05
        self.th += self.thdot * 0.05
        return self.obs(), -(self.th ** 2 + 0.1 * self.thdot ** 2 + 0.001 * u ** 2)


class ActorCritic(nn.Module):
    def __init__(self, state_dim, action_dim, action_std=0.6):
        super().__init__()
        self.register_buffer("action_var", torch.full((action_dim,), action_std ** 2))
        self.actor = nn.Sequential(nn.Linear(state_dim, 64), nn.Tanh(), nn.Linear(64, action_dim), nn.Tanh())
        self.critic = nn.Sequential(nn.Linear(state_dim, 64), nn.Tanh(), nn.Linear(64, 1))

    def act(self, state):
        dist = MultivariateNormal(self.actor(state), torch.diag(self.action_var))
        action = dist.sample()
        return action.detach(), dist.log_prob(action).detach()

    def evaluate(self, state, action):
        action_mean = self.actor(state)
        cov_mat = torch.diag_embed(self.action_var.expand_as(action_mean))
        dist = MultivariateNormal(action_mean, cov_mat)
        action_logprobs = dist.log_prob(action)
        return action_logprobs, self.critic(state), dist.entropy()


env, policy = Pendulum(), ActorCritic(state_dim=3, action_dim=1)
optimizer = torch.optim.Adam(policy.parameters(), lr=3e-4)

states, actions, logprobs, rewards = [], [], [], []
state = env.reset()
for t in range(400):
    with torch.no_grad():
        action, logprob = policy.act(state.unsqueeze(0))
    states.append(state.unsqueeze(0)), actions.append(action), logprobs.append(logprob)
    state, reward = env.step(action[0])
    rewards.append(reward)

returns, running = [], 0.0
for r in reversed(rewards):
    running = r + 0.99 * running
    returns.insert(0, running)
returns = torch.tensor(returns)
returns = (returns - returns.mean()) / (returns.std() + 1e-7)

# convert lists to tensors
old_states = torch.squeeze(torch.stack(states)).detach()
old_actions = torch.squeeze(torch.stack(actions)).detach()
old_logprobs = torch.squeeze(torch.stack(logprobs)).detach()

for epoch in range(4):
    new_logprobs, values, entropy = policy.evaluate(old_states, old_actions)
    values = torch.squeeze(values)
    ratios = torch.exp(new_logprobs - old_logprobs)
    advantages = returns - values.detach()
    clipped = torch.clamp(ratios, 0.8, 1.2) * advantages
    loss = -torch.min(ratios * advantages, clipped) + 0.5 * (values - returns) ** 2 - 0.01 * entropy
    optimizer.zero_grad()
    loss.mean().backward()
    optimizer.step()
    print(epoch, loss.mean().item())
