import torch
from torch import nn

from config import TenDofCfg
from legged_robot import LeggedRobot


def learn(env, actor, std=1.0, max_iterations=2, num_steps_per_env=8):
    optimizer = torch.optim.Adam(actor.parameters(), lr=1e-3)
    obs = env.compute_observations()
    for it in range(max_iterations):
        log_probs, rewards = [], []
        for _ in range(num_steps_per_env):
            policy = torch.distributions.Normal(actor(obs), std)
            actions = policy.sample()
            log_probs.append(policy.log_prob(actions).sum(-1))
            obs, reward = env.step(actions)
            rewards.append(reward)
        rewards = torch.stack(rewards)
        returns = rewards.flip(0).cumsum(0).flip(0)
        loss = -(torch.stack(log_probs) * (returns - returns.mean(1, keepdim=True))).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"it {it}: mean reward {rewards.mean().item():.3f}")


torch.manual_seed(5)
env = LeggedRobot(TenDofCfg)
num_obs, num_actions = TenDofCfg.env.num_observations, TenDofCfg.env.num_actions
learn(env, nn.Sequential(nn.Linear(num_obs, 64), nn.ELU(), nn.Linear(64, num_actions)))
