import torch
import torch.nn.functional as F
from torch import nn
from torch.distributions import Normal

MAX_PATH_LENGTH, BATCH_STEPS = 100, 100


class PointEnv:
    def __init__(self, seed=0):
        self.gen = torch.Generator().manual_seed(seed)

    def reset(self):
        self.pos = torch.rand(2, generator=self.gen) * 2 - 1
        return self.pos.clone()

    def step(self, action):
        self.pos = (self.pos + action.clamp(-0.1, 0.1)).clamp(-5, 5)
        dist = self.pos.norm()
        return self.pos.clone(), -dist.item(), bool(dist < 0.02)


def compute_advantages(discount, gae_lambda, max_path_length, baselines, rewards):
    """Generalized advantage estimates; baselines and rewards are padded to (N, T)."""
    adv_filter = torch.full((1, 1, 1, max_path_length - 1), discount * gae_lambda)
    adv_filter = torch.cumprod(F.pad(adv_filter, (1, 0), value=1), dim=-1)
    deltas = rewards + discount * F.pad(baselines, (0, 1))[:, 1:] - baselines
    deltas = F.pad(deltas, (0, max_path_length - 1)).unsqueeze(0).unsqueeze(0)
    return F.conv2d(deltas, adv_filter, stride=1).squeeze()


def filter_valids(tensor, valids):
    return [tensor[i][:valid] for i, valid in enumerate(valids)]


class VPG:
    def __init__(self, discount=0.99, gae_lambda=0.97):
        self.discount, self.gae_lambda = discount, gae_lambda
        self.policy = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 2))
        self.baseline = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 1))
        params = [*self.policy.parameters(), *self.baseline.parameters()]
        self.optimizer = torch.optim.Adam(params, lr=1e-2)

    def obtain_samples(self, env):
        paths, steps = [], 0
        while steps < BATCH_STEPS:
            obs, path = env.reset(), {"obs": [], "actions": [], "rewards": []}
            for _ in range(MAX_PATH_LENGTH):
                with torch.no_grad():
                    action = Normal(self.policy(obs), 0.05).sample()
                path["obs"].append(obs)
                path["actions"].append(action)
                obs, reward, done = env.step(action)
                path["rewards"].append(reward)
                steps += 1
                if done:
                    break
            paths.append(path)
        return paths

    def train_once(self, paths):
        valids = [len(p["rewards"]) for p in paths]
        obs = torch.stack([F.pad(torch.stack(p["obs"]), (0, 0, 0, MAX_PATH_LENGTH - v)) for p, v in zip(paths, valids)])
        rewards = torch.stack([F.pad(torch.tensor(p["rewards"]), (0, MAX_PATH_LENGTH - v)) for p, v in zip(paths, valids)])
        obs_flat = torch.cat([torch.stack(p["obs"]) for p in paths])
        actions_flat = torch.cat([torch.stack(p["actions"]) for p in paths])
        with torch.no_grad():
            baselines = self.baseline(obs).squeeze(-1)
        advs = compute_advantages(self.discount, self.gae_lambda, MAX_PATH_LENGTH, baselines, rewards)
        advs_flat = torch.cat(filter_valids(advs, valids))
        log_probs = Normal(self.policy(obs_flat), 0.05).log_prob(actions_flat).sum(-1)
        returns = advs_flat + torch.cat(filter_valids(baselines, valids))
        value_loss = F.mse_loss(self.baseline(obs_flat).squeeze(-1), returns)
        loss = -(log_probs * (advs_flat - advs_flat.mean())).mean() + 0.5 * value_loss
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item(), rewards.sum(1).mean().item()


torch.manual_seed(1)
algo, env = VPG(), PointEnv(1)
for itr in range(3):
    loss, avg_return = algo.train_once(algo.obtain_samples(env))
    print(f"itr #{itr} | loss {loss:.3f} | AverageReturn {avg_return:.2f}")
