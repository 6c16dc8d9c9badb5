import argparse

import torch
from torch import nn
from torch.distributions import Categorical

from algo import A2C, PPO
from storage import RolloutStorage


class Policy(nn.Module):
    def __init__(self, map_width, n_features, n_actions):
        super().__init__()
        self.base = nn.Sequential(
            nn.Conv2d(n_features, 8, 3, padding=1), nn.ReLU(), nn.Flatten(),
            nn.Linear(8 * map_width ** 2, 32), nn.ReLU())
        self.critic = nn.Linear(32, 1)
        self.dist = nn.Linear(32, n_actions)

    def act(self, obs):
        h = self.base(obs)
        dist = Categorical(logits=self.dist(h))
        action = dist.sample()
        return self.critic(h), action.unsqueeze(-1), dist.log_prob(action).unsqueeze(-1)

    def get_value(self, obs):
        return self.critic(self.base(obs))

    def evaluate_actions(self, obs, actions):
        h = self.base(obs)
        dist = Categorical(logits=self.dist(h))
        return self.critic(h), dist.log_prob(actions.squeeze(-1)).unsqueeze(-1), dist.entropy().mean()


class VecCity:
    def __init__(self, n, width, features):
        self.shape = (n, features, width, width)

    def reset(self):
        return torch.rand(self.shape)

    def step(self, actions):
        done = torch.rand(self.shape[0], 1) < 0.1
        return torch.rand(self.shape), actions.float() / 10, done


def train(algo_name, args):
    torch.manual_seed(args.seed)
    envs = VecCity(args.num_processes, args.map_width, 4)
    policy = Policy(args.map_width, 4, 6)
    agent = {"a2c": A2C, "ppo": PPO}[algo_name](policy)
    rollouts = RolloutStorage(args.num_steps, args.num_processes, (4, args.map_width, args.map_width))
    rollouts.observations[0].copy_(envs.reset())
    for update in range(args.num_updates):
        for step in range(args.num_steps):
            with torch.no_grad():
                value, action, log_prob = policy.act(rollouts.observations[step])
            obs, reward, done = envs.step(action)
            rollouts.insert(obs, action, log_prob, value, reward, 1.0 - done.float())
        with torch.no_grad():
            next_value = policy.get_value(rollouts.observations[-1])
        rollouts.compute_returns(next_value, args.gamma)
        loss = agent.update(rollouts)
        rollouts.after_update()
        print(f"{algo_name} update {update} loss {loss:.4f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--num-steps", type=int, default=5)
    parser.add_argument("--num-processes", type=int, default=4)
    parser.add_argument("--num-updates", type=int, default=2)
    parser.add_argument("--map-width", type=int, default=8)
    parser.add_argument("--gamma", type=float, default=0.99)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    for name in ("a2c", "ppo"):
        train(name, args)
