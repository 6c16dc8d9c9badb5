import torch
import torch.nn as nn
from torch.distributions import MultivariateNormal


class RolloutBuffer:
    def __init__(self):
        self.actions, self.states, self.logprobs, self.rewards = [], [], [], []


class Pendulum:
    state_dim, action_dim = 3, 1

    def reset(self):
        self.state = torch.rand(3) * 2 - 1
        return self.state

    def step(self, action):
        self.state = (self.state + 0.05 * action.clamp(-2, 2)).clamp(-1, 1)
        return self.state, -float(self.state[0].pow(2) + 0.001 * action.pow(2).sum())


class ActorCritic(nn.Module):
    def __init__(self, state_dim, action_dim, action_std=0.6):
        super().__init__()
        self.action_var = torch.full((action_dim,), action_std * action_std)
        self.actor = nn.Sequential(nn.Linear(state_dim, 64), nn.Tanh(), nn.Linear(64, action_dim), nn.Tanh())
        self.critic = nn.Sequential(nn.Linear(state_dim, 64), nn.Tanh(), nn.Linear(64, 1))

    def act(self, state):
        dist = MultivariateNormal(self.actor(state), torch.diag(self.action_var).unsqueeze(0))
        action = dist.sample()
        return action.detach(), dist.log_prob(action).detach()

    def evaluate(self, state, action):
        action_mean = self.actor(state)
        action_var = self.action_var.expand_as(action_mean)
        dist = MultivariateNormal(action_mean, torch.diag_embed(action_var))
        return dist.log_prob(action), self.critic(state), dist.entropy()


class PPO:
    def __init__(self, state_dim, action_dim, gamma=0.99, k_epochs=3, eps_clip=0.2):
        self.gamma, self.k_epochs, self.eps_clip = gamma, k_epochs, eps_clip
        self.buffer = RolloutBuffer()
        self.policy = ActorCritic(state_dim, action_dim)
        self.optimizer = torch.optim.Adam(self.policy.parameters(), lr=3e-4)

    def select_action(self, state):
        with torch.no_grad():
            action, logprob = self.policy.act(state)
        self.buffer.states.append(state)
        self.buffer.actions.append(action)
        self.buffer.logprobs.append(logprob)
        return action.flatten()

    def update(self):
        returns, total = [], 0.0
        for reward in reversed(self.buffer.rewards):
            total = reward + self.gamma * total
            returns.insert(0, total)
        rewards = torch.tensor(returns)
        rewards = (rewards - rewards.mean()) / (rewards.std() + 1e-7)
        old_states = torch.squeeze(torch.stack(self.buffer.states, dim=0)).detach()
        old_actions = torch.squeeze(torch.stack(self.buffer.actions, dim=0)).detach()
        old_logprobs = torch.squeeze(torch.stack(self.buffer.logprobs, dim=0)).detach()
        for _ in range(self.k_epochs):
            logprobs, state_values, entropy = self.policy.evaluate(old_states, old_actions)
            state_values = torch.squeeze(state_values)
            ratios = torch.exp(logprobs - old_logprobs)
            advantages = rewards - state_values.detach()
            surr = torch.min(ratios * advantages, ratios.clamp(1 - self.eps_clip, 1 + self.eps_clip) * advantages)
            loss = (-surr + 0.5 * (state_values - rewards) ** 2 - 0.01 * entropy).mean()
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
        return loss.item()


torch.manual_seed(0)
env = Pendulum()
agent = PPO(env.state_dim, env.action_dim)
state = env.reset()
for t in range(200):
    state, reward = env.step(agent.select_action(state))
    agent.buffer.rewards.append(reward)
print("loss", agent.update())
