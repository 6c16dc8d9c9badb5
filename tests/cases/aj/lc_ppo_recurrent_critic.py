import numpy as np
import torch
from torch import nn
from torch.distributions import Independent, Normal


class RecurrentActorProb(nn.Module):
    def __init__(self, layer_num, state_shape, action_shape, hidden_layer_size=64):
        super().__init__()
        self.nn = nn.LSTM(int(np.prod(state_shape)), hidden_layer_size, layer_num, batch_first=True)
        self.mu = nn.Linear(hidden_layer_size, int(np.prod(action_shape)))
        self.log_sigma = nn.Parameter(torch.zeros(int(np.prod(action_shape))))

    def forward(self, obs):
        h, _ = self.nn(obs)
        return Independent(Normal(self.mu(h[:, -1]), self.log_sigma.exp()), 1)


class RecurrentCritic(nn.Module):
    def __init__(self, layer_num, state_shape, action_shape=(0,), hidden_layer_size=64):
        super().__init__()
        self.nn = nn.LSTM(int(np.prod(state_shape)), hidden_layer_size, layer_num, batch_first=True)
        self.fc2 = nn.Linear(hidden_layer_size + int(np.prod(action_shape)), 1)

    def forward(self, obs, act=None):
        h, _ = self.nn(obs)
        h = h[:, -1]
        if act is not None:
            h = torch.cat([h, act], dim=1)
        return self.fc2(h)


class PointMass:
    """Push a mass to the origin of the plane, the last four positions and speeds are seen."""

    state_shape, action_shape, stack_num = (4,), (2,), 4

    def reset(self):
        self.pos, self.vel, self.t = np.random.uniform(-1, 1, 2), np.zeros(2), 0
        self.frames = [np.concatenate([self.pos, self.vel])] * self.stack_num
        return np.stack(self.frames).astype(np.float32)

    def step(self, act):
        self.vel = 0.9 * self.vel + 0.1 * np.clip(act, -1, 1)
        self.pos, self.t = self.pos + 0.1 * self.vel, self.t + 1
        self.frames = self.frames[1:] + [np.concatenate([self.pos, self.vel])]
        return np.stack(self.frames).astype(np.float32), -np.linalg.norm(self.pos), self.t >= 32


def collect(env, actor, n_episode):
    data = []
    for _ in range(n_episode):
        obs, done, rewards, start = env.reset(), False, [], len(data)
        while not done:
            with torch.no_grad():
                dist = actor(torch.from_numpy(obs)[None])
                act = dist.sample()
            nxt, rew, done = env.step(act[0].numpy())
            data.append([torch.from_numpy(obs), act[0], dist.log_prob(act)[0]])
            rewards.append(rew)
            obs = nxt
        ret = 0.0
        for k in reversed(range(len(rewards))):
            ret = rewards[k] + 0.99 * ret
            data[start + k].append(torch.tensor(ret, dtype=torch.float32))
    return [torch.stack(column) for column in zip(*data)]


def ppo_update(actor, critic, optim, batch, eps_clip=0.2, repeat=2):
    obs, act, logp_old, returns = batch
    with torch.no_grad():
        adv = returns - critic(obs).flatten()
        adv = (adv - adv.mean()) / (adv.std() + 1e-8)
    for _ in range(repeat):
        for idx in torch.randperm(len(obs)).split(64):
            ratio = (actor(obs[idx]).log_prob(act[idx]) - logp_old[idx]).exp()
            surrogate = torch.min(ratio * adv[idx], ratio.clamp(1 - eps_clip, 1 + eps_clip) * adv[idx])
            value_loss = (returns[idx] - critic(obs[idx]).flatten()).square().mean()
            loss = -surrogate.mean() + 0.5 * value_loss
            optim.zero_grad()
            loss.backward()
            optim.step()
    return loss.item()


env = PointMass()
actor = RecurrentActorProb(1, env.state_shape, env.action_shape)
critic = RecurrentCritic(1, env.state_shape, env.action_shape)
optim = torch.optim.Adam([*actor.parameters(), *critic.parameters()], lr=1e-3)
for epoch in range(2):
    print(epoch, ppo_update(actor, critic, optim, collect(env, actor, n_episode=6)))
