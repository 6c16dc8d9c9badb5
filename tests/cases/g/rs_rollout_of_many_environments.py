import torch
from torch import nn
from torch.distributions import Categorical

num_envs, num_steps, minibatch = 4, 32, 32
obs_dim, n_actions = 6, 3


class Agent(nn.Module):
    def __init__(self):
        super().__init__()
        self.actor = nn.Sequential(nn.Linear(obs_dim, 32), nn.Tanh(), nn.Linear(32, n_actions))
        self.critic = nn.Sequential(nn.Linear(obs_dim, 32), nn.Tanh(), nn.Linear(32, 1))

    def act(self, x, action=None):
        probs = Categorical(logits=self.actor(x))
        if action is None:
            action = probs.sample()
        return action, probs.log_prob(action), self.critic(x).flatten()


def collect(agent):
    """A rollout of all environments at once; the storage is (step, environment)."""
    obs = torch.zeros(num_steps, num_envs, obs_dim)
    actions, logprobs, rewards, values = (torch.zeros(num_steps, num_envs) for _ in range(4))
    state = torch.randn(num_envs, obs_dim)
    with torch.no_grad():
        for step in range(num_steps):
            obs[step] = state
            actions[step], logprobs[step], values[step] = agent.act(state)
            rewards[step] = state[:, 0]
            state = state + 0.1 * torch.randn_like(state)
    returns = rewards.flip(0).cumsum(0).flip(0)
    return obs, actions, logprobs, returns, returns - values


torch.manual_seed(0)
agent = Agent()
optimizer = torch.optim.Adam(agent.parameters(), lr=3e-4)
obs, actions, logprobs, returns, advantages = collect(agent)
b_obs = obs.reshape(-1, obs_dim)
b_actions = actions.reshape(-1)
b_logprobs = logprobs
b_returns = returns.reshape(-1)
b_advantages = advantages.reshape(-1)
for epoch in range(2):
    order = torch.randperm(num_envs * num_steps)
    for start in range(0, len(order), minibatch):
        inds = order[start:start + minibatch]
        _, newlogprob, newvalue = agent.act(b_obs[inds], b_actions[inds])
        ratio = (newlogprob - b_logprobs[inds]).exp()
        clipped = torch.clamp(ratio, 0.8, 1.2)
        policy_loss = -torch.min(b_advantages[inds] * ratio, b_advantages[inds] * clipped).mean()
        loss = policy_loss + 0.5 * (newvalue - b_returns[inds]).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
