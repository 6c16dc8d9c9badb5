import torch
from torch import nn

NUM_STEPS, NUM_ENVS, OBS, ACTIONS = 5, 8, 12, 4


class VecEnv:
    def reset(self):
        return torch.randn(NUM_ENVS, OBS)

    def step(self, action):
        reward = (action % 2).float() + 0.1 * torch.randn(NUM_ENVS, 1)
        return torch.randn(NUM_ENVS, OBS), reward, (torch.rand(NUM_ENVS, 1) > 0.1).float()


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(OBS, 64), nn.Tanh())
        self.actor, self.critic = nn.Linear(64, ACTIONS), nn.Linear(64, 1)

    def forward(self, obs):
        h = self.body(obs)
        return torch.distributions.Categorical(logits=self.actor(h)), self.critic(h)


class RolloutStorage:
    def __init__(self, num_steps, num_envs):
        self.obs = torch.zeros(num_steps + 1, num_envs, OBS)
        self.masks = torch.ones(num_steps + 1, num_envs, 1)
        self.rewards = torch.zeros(num_steps, num_envs, 1)
        self.value_preds = torch.zeros(num_steps, num_envs, 1)
        self.returns = torch.zeros(num_steps + 1, num_envs, 1)
        self.actions = torch.zeros(num_steps, num_envs, 1, dtype=torch.long)
        self.log_probs = torch.zeros(num_steps, num_envs, 1)

    def compute_returns(self, next_value, gamma=0.99):
        self.returns[-1] = next_value
        for t in reversed(range(len(self.rewards))):
            self.returns[t] = self.returns[t + 1] * gamma * self.masks[t + 1] + self.rewards[t]


def ppo_update(policy, optimizer, rollouts, clip=0.2, epochs=2):
    advantages = rollouts.returns[:-1] - rollouts.value_preds[:-1]
    advantages = (advantages - advantages.mean()) / (advantages.std() + 1e-5)
    for _ in range(epochs):
        dist, values = policy(rollouts.obs[:-1])
        log_probs = dist.log_prob(rollouts.actions.squeeze(2)).unsqueeze(2)
        ratio = (log_probs - rollouts.log_probs).exp()
        action_loss = -torch.min(ratio * advantages, ratio.clamp(1 - clip, 1 + clip) * advantages).mean()
        value_loss = (rollouts.returns[:-1] - values).pow(2).mean()
        optimizer.zero_grad()
        (0.5 * value_loss + action_loss - 0.01 * dist.entropy().mean()).backward()
        optimizer.step()
    return value_loss.item(), action_loss.item()


env, policy = VecEnv(), Policy()
optimizer = torch.optim.Adam(policy.parameters(), lr=7e-4)
rollouts = RolloutStorage(NUM_STEPS, NUM_ENVS)
rollouts.obs[0] = env.reset()
for update in range(2):
    with torch.no_grad():
        for t in range(NUM_STEPS):
            dist, value = policy(rollouts.obs[t])
            action = dist.sample()
            rollouts.actions[t] = action.unsqueeze(1)
            rollouts.log_probs[t] = dist.log_prob(action).unsqueeze(1)
            rollouts.value_preds[t] = value
            rollouts.obs[t + 1], rollouts.rewards[t], rollouts.masks[t + 1] = env.step(action.unsqueeze(1))
        rollouts.compute_returns(policy(rollouts.obs[-1])[1])
    print(update, ppo_update(policy, optimizer, rollouts))
    rollouts.obs[0], rollouts.masks[0] = rollouts.obs[-1].clone(), rollouts.masks[-1].clone()
