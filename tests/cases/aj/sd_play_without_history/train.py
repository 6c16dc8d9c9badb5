import torch

from mlp_model import MLPModel
from velocity_env import VelocityEnv


def train(path, iterations=5, num_envs=64, steps=16):
    env = VelocityEnv(num_envs, history_length={"base_lin_vel": 5})
    actor = MLPModel(env.num_obs, env.num_actions)
    optimizer = torch.optim.Adam(actor.parameters(), lr=1e-3)
    for it in range(iterations):
        obs, log_probs, rewards = env.reset(), [], []
        for _ in range(steps):
            actor.obs_normalizer.update(obs)
            dist = torch.distributions.Normal(actor(obs), 0.5)
            actions = dist.sample()
            log_probs.append(dist.log_prob(actions).sum(dim=1))
            obs, reward = env.step(actions)
            rewards.append(reward)
        returns = torch.stack(rewards).flip(0).cumsum(0).flip(0)
        advantage = returns - returns.mean(dim=1, keepdim=True)
        loss = -(torch.stack(log_probs) * advantage).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"iteration {it}: mean reward {torch.stack(rewards).mean():.3f}")
    torch.save({"actor_state_dict": actor.state_dict(), "iter": iterations}, path)
