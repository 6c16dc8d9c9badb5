import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

SCREEN = 96
HISTORY = 4


class CorridorEnv:
    """A light moves along a corridor; the agent sees the last frames from above."""

    def __init__(self, size, seed=0):
        self.size, self.rng = size, np.random.default_rng(seed)
        self.pos = size // 2
        self.history = np.zeros((HISTORY, size, size), dtype=np.float32)

    def step(self, action):
        self.pos = int(np.clip(self.pos + (action * 2 - 1) * 4, 0, self.size - 1))
        frame = self.rng.random((self.size, self.size), dtype=np.float32) * 0.1
        frame[:, max(self.pos - 2, 0): self.pos + 2] = 1.0
        self.history = np.concatenate([self.history[1:], frame[None]])
        return self.history


class RNDModel(nn.Module):
    def __init__(self, input_size, output_size=128):
        super().__init__()
        self.input_size = input_size
        self.output_size = output_size
        feature_output = 7 * 7 * 64
        self.predictor = nn.Sequential(
            *self.convs(),
            nn.Flatten(),
            nn.Linear(feature_output, 128),
            nn.ReLU(),
            nn.Linear(128, output_size),
        )
        self.target = nn.Sequential(
            *self.convs(),
            nn.Flatten(),
            nn.Linear(feature_output, output_size),
        )
        for p in self.target.parameters():
            p.requires_grad = False

    @staticmethod
    def convs():
        return [
            nn.Conv2d(1, 32, kernel_size=8, stride=4), nn.LeakyReLU(),
            nn.Conv2d(32, 64, kernel_size=4, stride=2), nn.LeakyReLU(),
            nn.Conv2d(64, 64, kernel_size=3, stride=1), nn.LeakyReLU(),
        ]

    def forward(self, next_obs):
        target_feature = self.target(next_obs)
        predict_feature = self.predictor(next_obs)
        return predict_feature, target_feature


def rollout(env, steps):
    frames = [env.step(env.rng.integers(2))[-1:] for _ in range(steps)]
    obs = torch.from_numpy(np.stack(frames))
    return ((obs - obs.mean(0)) / (obs.std(0) + 1e-3)).clamp(-5, 5)


env = CorridorEnv(SCREEN)
rnd = RNDModel(input_size=SCREEN)
optimizer = torch.optim.Adam(rnd.predictor.parameters(), lr=1e-4)
for update in range(3):
    next_obs = rollout(env, steps=16)
    predict_feature, target_feature = rnd(next_obs)
    intrinsic_reward = (target_feature - predict_feature).pow(2).sum(1) / 2
    loss = F.mse_loss(predict_feature, target_feature.detach())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(update, "intrinsic reward", intrinsic_reward.mean().item())
