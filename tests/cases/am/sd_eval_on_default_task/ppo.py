from dataclasses import dataclass
from typing import Optional

import torch
from torch import nn
from torch.distributions.normal import Normal

from tasks import VectorEnv


@dataclass
class Args:
    env_id: str = "PickCube-v1"
    evaluate: bool = False
    checkpoint: Optional[str] = None
    num_envs: int = 16
    num_steps: int = 20
    num_iterations: int = 10
    learning_rate: float = 3e-4
    gamma: float = 0.8


def mlp(n_in, n_out):
    return nn.Sequential(nn.Linear(n_in, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, n_out))


class Agent(nn.Module):
    def __init__(self, envs):
        super().__init__()
        self.critic = mlp(envs.obs_dim, 1)
        self.actor_mean = mlp(envs.obs_dim, envs.act_dim)
        self.actor_logstd = nn.Parameter(torch.ones(1, envs.act_dim) * -0.5)

    def get_action_and_value(self, x):
        mean = self.actor_mean(x)
        probs = Normal(mean, self.actor_logstd.expand_as(mean).exp())
        action = probs.sample()
        return action, probs.log_prob(action).sum(1), self.critic(x).squeeze(1)


def train(args, save_to):
    envs = VectorEnv(args.env_id, args.num_envs)
    agent = Agent(envs)
    optimizer = torch.optim.Adam(agent.parameters(), lr=args.learning_rate)
    for iteration in range(args.num_iterations):
        obs, logps, values, rewards = envs.reset(), [], [], []
        for _ in range(args.num_steps):
            action, logp, value = agent.get_action_and_value(obs)
            obs, reward = envs.step(action)
            logps.append(logp), values.append(value), rewards.append(reward)
        ret, returns = torch.zeros(args.num_envs), []
        for reward in reversed(rewards):
            ret = reward + args.gamma * ret
            returns.insert(0, ret)
        advantage = torch.stack(returns) - torch.stack(values)
        loss = -(torch.stack(logps) * advantage.detach()).mean() + 0.5 * advantage.pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"iteration {iteration}, reward {torch.stack(rewards).mean():.4f}")
    torch.save(agent.state_dict(), save_to)


@torch.no_grad()
def evaluate(args):
    eval_envs = VectorEnv(args.env_id, args.num_envs)
    agent = Agent(eval_envs)
    agent.load_state_dict(torch.load(args.checkpoint))
    agent.eval()
    obs, total = eval_envs.reset(), 0.0
    for _ in range(args.num_steps):
        obs, reward = eval_envs.step(agent.actor_mean(obs))
        total += reward.mean().item()
    print("eval return", round(total, 4))
