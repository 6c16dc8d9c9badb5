import random

import numpy as np
import torch
from torch import nn

random.seed(1)
torch.manual_seed(1)
GAMMA, BATCH_SIZE, LEARNING_STARTS, TARGET_UPDATE = 0.99, 32, 200, 100


class CatchGame:
    """A ball falls through a 10x10 field, the paddle in the last row has to catch it."""

    num_actions = 3

    def __init__(self, seed=0):
        self.rng = np.random.default_rng(seed)

    def _frame(self):
        f = np.zeros((1, 10, 10), dtype=np.float32)
        f[0, self.row, self.col] = 1.0
        f[0, 9, self.paddle] = 1.0
        return f

    def reset(self):
        self.row, self.col, self.paddle = 0, int(self.rng.integers(10)), 5
        return self._frame()

    def step(self, action):
        self.paddle = int(np.clip(self.paddle + action - 1, 0, 9))
        self.row += 1
        done = self.row == 9
        reward = (1.0 if self.paddle == self.col else -1.0) if done else 0.0
        return self._frame(), reward, done


class ReplayBuffer:
    def __init__(self, size):
        self.size, self.items = size, []

    def store(self, *transition):
        self.items.append(transition)
        del self.items[: -self.size]

    def sample(self, n):
        obs, act, rew, next_obs, done = zip(*random.sample(self.items, n))
        return (torch.from_numpy(np.stack(obs)), torch.tensor(act), torch.tensor(rew),
                torch.from_numpy(np.stack(next_obs)), torch.tensor(done, dtype=torch.float32))


class DQN(nn.Module):
    def __init__(self, num_actions):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(1, 16, 3), nn.ReLU(), nn.Conv2d(16, 16, 3), nn.ReLU(), nn.Flatten())
        self.advantage = nn.Linear(16 * 6 * 6, num_actions)
        self.value = nn.Linear(16 * 6 * 6, 1)

    def forward(self, obs):
        h = self.conv(obs)
        adv = self.advantage(h)
        return self.value(h) + adv - adv.mean(dim=1, keepdim=True)


def select_action(net, obs, eps):
    if random.random() < eps:
        return random.randrange(CatchGame.num_actions)
    with torch.no_grad():
        return net(torch.from_numpy(obs)[None]).argmax(dim=1).item()


def play(net, n_games, seed):
    env, score = CatchGame(seed), 0.0
    for _ in range(n_games):
        obs, done = env.reset(), False
        while not done:
            obs, reward, done = env.step(select_action(net, obs, 0.0))
            score += reward
    return score / n_games


env, buffer = CatchGame(), ReplayBuffer(2000)
Q, Q_target = DQN(env.num_actions), DQN(env.num_actions)
Q_target.load_state_dict(Q.state_dict())
optimizer = torch.optim.RMSprop(Q.parameters(), lr=5e-4, alpha=0.95)
obs = env.reset()
for t in range(600):
    action = select_action(Q, obs, eps=max(0.1, 1.0 - t / 400))
    next_obs, reward, done = env.step(action)
    buffer.store(obs, action, reward, next_obs, done)
    obs = env.reset() if done else next_obs
    if t < LEARNING_STARTS or t % 4:
        continue
    obs_t, act_t, rew_t, obs_tp1, done_mask = buffer.sample(BATCH_SIZE)
    q_s_a = Q(obs_t).gather(1, act_t.unsqueeze(1)).squeeze(1)
    best = Q(obs_tp1).detach().argmax(dim=1, keepdim=True)
    q_tp1 = Q_target(obs_tp1).detach().gather(1, best).squeeze(1)
    error = rew_t + (1 - done_mask) * GAMMA * q_tp1 - q_s_a
    clipped_error = -1.0 * error.clamp(-1, 1)
    optimizer.zero_grad()
    q_s_a.backward(clipped_error.data.unsqueeze(1))
    optimizer.step()
    if t % TARGET_UPDATE == 0:
        Q_target.load_state_dict(Q.state_dict())
        print(f"timestep {t}, td error {error.abs().mean().item():.3f}, score {play(Q, 20, seed=99):+.2f}")
print(f"final score {play(Q, 50, seed=123):+.2f}")
