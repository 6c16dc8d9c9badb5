import numpy as np
import torch
from torch import nn
from torch.distributions import Categorical

N_ENVS, N_STACK, N_ACTIONS = 8, 4, 6


class SubmarineEnvs:
    """A handful of small screens with a moving dot; grey frames of 84 x 84."""

    def __init__(self, n_envs, seed=1):
        self.n = n_envs
        self.rng = np.random.default_rng(seed)

    def frames(self):
        out = np.zeros((self.n, 84, 84, 1), dtype=np.uint8)
        for k, (y, x) in enumerate(self.pos):
            out[k, y - 3:y + 3, x - 3:x + 3] = 255
        return out

    def reset(self):
        self.pos = self.rng.integers(10, 74, (self.n, 2))
        return self.frames()

    def step(self, actions):
        moves = np.array([[0, 0], [-2, 0], [2, 0], [0, -2], [0, 2], [2, 2]])
        self.pos = np.clip(self.pos + moves[actions], 5, 78)
        rewards = (np.abs(self.pos - 42).sum(1) < 20).astype(np.float32)
        return self.frames(), rewards


class FrameStack:
    def __init__(self, venv, n_stack):
        self.venv, self.n_stack = venv, n_stack

    def reset(self):
        frame = self.venv.reset()
        self.stacked = np.zeros(frame.shape[:-1] + (self.n_stack,), dtype=np.uint8)
        self.stacked[..., -1:] = frame
        return self.stacked

    def step(self, actions):
        frame, rewards = self.venv.step(actions)
        self.stacked = np.roll(self.stacked, -1, axis=-1)
        self.stacked[..., -1:] = frame
        return self.stacked, rewards


class NatureCNN(nn.Module):
    def __init__(self, n_input_channels, features_dim=64):
        super().__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(n_input_channels, 16, 8, stride=4), nn.ReLU(),
            nn.Conv2d(16, 32, 4, stride=2), nn.ReLU(),
            nn.Flatten(),
        )
        self.linear = nn.Sequential(nn.Linear(32 * 9 * 9, features_dim), nn.ReLU())

    def forward(self, observations):
        return self.linear(self.cnn(observations))


class ActorCriticPolicy(nn.Module):
    def __init__(self):
        super().__init__()
        self.features_extractor = NatureCNN(N_STACK)
        self.action_net = nn.Linear(64, N_ACTIONS)
        self.value_net = nn.Linear(64, 1)

    def obs_to_tensor(self, obs):
        return torch.as_tensor(np.ascontiguousarray(obs.transpose(0, 3, 1, 2)))

    def get_distribution(self, obs):
        features = self.features_extractor(obs.float() / 255)
        return Categorical(logits=self.action_net(features))

    def predict(self, obs):
        with torch.no_grad():
            return self.get_distribution(self.obs_to_tensor(obs)).sample().numpy()


def learn(policy, env, updates=3, n_steps=4):
    optimizer = torch.optim.Adam(policy.parameters(), lr=2.5e-4)
    obs = env.reset()
    for update in range(updates):
        loss = 0.0
        for _ in range(n_steps):
            actions = policy.predict(obs)
            dist = policy.get_distribution(policy.obs_to_tensor(obs))
            obs, rewards = env.step(actions)
            advantage = torch.as_tensor(rewards - rewards.mean())
            loss = loss - (dist.log_prob(torch.as_tensor(actions)) * advantage).mean() - 0.01 * dist.entropy().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("update", update, "loss", loss.item())


torch.manual_seed(1)
env = FrameStack(SubmarineEnvs(N_ENVS), N_STACK)
policy = ActorCriticPolicy()
learn(policy, env)

obs = env.reset()
with torch.no_grad():
    for step in range(3):
        dist = policy.get_distribution(torch.from_numpy(obs))
        print("step", step, "entropy", dist.entropy().mean().item(), dist.probs[0].tolist())
        obs, rewards = env.step(policy.predict(obs))
