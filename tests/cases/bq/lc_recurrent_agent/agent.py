import torch
from torch import nn
from torch.distributions import Categorical


def mlp(sizes):
    layers = []
    for a, b in zip(sizes[:-1], sizes[1:]):
        layers += [nn.Linear(a, b), nn.Tanh()]
    return nn.Sequential(*layers[:-1])


class Actor(nn.Module):
    def __init__(self, state_dim, hidden_dims, n_actions):
        super().__init__()
        self.model = mlp([state_dim, *hidden_dims, n_actions])

    def forward(self, state):
        return Categorical(logits=self.model(state))


class PPOAgent:
    def __init__(self, env, history, hidden_dims=(64, 64), clip=0.2, gamma=0.97):
        self.history, self.clip, self.gamma = history, clip, gamma
        state_dim = env.observation_dim
        self.actor = Actor(state_dim, hidden_dims, env.n_actions)
        self.critic = mlp([state_dim, *hidden_dims, 1])
        params = [*history.parameters(), *self.actor.parameters(), *self.critic.parameters()]
        self.optimizer = torch.optim.Adam(params, lr=1e-3)

    def begin(self, observation):
        self.history.reset(observation)
        self.memory = []

    @torch.no_grad()
    def act(self):
        window = self.history.window()
        policy = self.actor(self.history(window.unsqueeze(0)))
        action = policy.sample()
        self.pending = (window, action, policy.log_prob(action))
        return int(action)

    def observe(self, observation, action, reward):
        self.memory.append((*self.pending, reward))
        self.history.push(observation, action)

    def learn(self, epochs=2):
        windows = torch.stack([m[0] for m in self.memory])
        actions = torch.cat([m[1] for m in self.memory])
        old = torch.cat([m[2] for m in self.memory])
        returns, g = [], 0.0
        for m in reversed(self.memory):
            g = m[3] + self.gamma * g
            returns.insert(0, g)
        returns = torch.tensor(returns)
        for _ in range(epochs):
            state = self.history(windows)
            value = self.critic(state).squeeze(-1)
            advantage = (returns - value).detach()
            ratio = (self.actor(state).log_prob(actions) - old).exp()
            surrogate = torch.min(ratio * advantage, ratio.clamp(1 - self.clip, 1 + self.clip) * advantage)
            loss = -surrogate.mean() + 0.5 * (returns - value).pow(2).mean()
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
