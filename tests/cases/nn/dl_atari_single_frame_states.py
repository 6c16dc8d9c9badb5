import random
from collections import deque

import numpy as np
import torch
import torch.nn as nn


class Pong:
    """Stand-in for the emulator: RGB screens with a moving ball."""

    n_actions = 6
    length = 12

    def _screen(self):
        s = np.full((210, 160, 3), 72, np.uint8)
        s[40 + 8 * self.t:44 + 8 * self.t, 20 + 9 * self.t:24 + 9 * self.t] = 236
        return s

    def reset(self):
        self.t = 0
        return self._screen()

    def step(self, action):
        self.t += 1
        return self._screen(), float(random.randint(-1, 1)), self.t >= self.length


class WarpFrame:
    def __init__(self, env):
        self.env, self.n_actions = env, env.n_actions

    def observation(self, frame):
        gray = torch.from_numpy(frame.astype(np.float32)).mean(2)[None, None]
        return nn.functional.interpolate(gray, (84, 84), mode="area")[0].numpy() / 255.0

    def reset(self):
        return self.observation(self.env.reset())

    def step(self, action):
        obs, reward, done = self.env.step(action)
        return self.observation(obs), reward, done


class FrameStack:
    def __init__(self, env, k):
        self.env, self.k, self.n_actions = env, k, env.n_actions
        self.frames = deque([], maxlen=k)

    def reset(self):
        ob = self.env.reset()
        for _ in range(self.k):
            self.frames.append(ob)
        return np.concatenate(self.frames)

    def step(self, action):
        ob, reward, done = self.env.step(action)
        self.frames.append(ob)
        return np.concatenate(self.frames), reward, done


def make_wrap_atari(env, frame_stack=False):
    env = WarpFrame(env)
    return FrameStack(env, 4) if frame_stack else env


class DQN(nn.Module):
    def __init__(self, num_actions, channels=4):
        super(DQN, self).__init__()
        self.conv1 = nn.Conv2d(channels, 32, kernel_size=8, stride=4)
        self.conv2 = nn.Conv2d(32, 64, kernel_size=4, stride=2)
        self.conv3 = nn.Conv2d(64, 64, kernel_size=3, stride=1)
        self.fc = nn.Linear(7 * 7 * 64, 128)
        self.head = nn.Linear(128, num_actions)

    def forward(self, x):
        x = torch.relu(self.conv2(torch.relu(self.conv1(x))))
        x = torch.relu(self.conv3(x))
        x = torch.relu(self.fc(x.view(x.size(0), -1)))
        return self.head(x)


class AgentDQN:
    def __init__(self, env):
        self.env = env
        self.online_net = DQN(env.n_actions)
        self.optimizer = torch.optim.RMSprop(self.online_net.parameters(), lr=1e-4)
        self.memory = deque(maxlen=200)

    def make_action(self, state):
        with torch.no_grad():
            return self.online_net(torch.from_numpy(state).unsqueeze(0)).argmax(1).item()

    def update(self):
        s, a, r, s2, d = map(np.array, zip(*random.sample(self.memory, 8)))
        q = self.online_net(torch.from_numpy(s)).gather(1, torch.from_numpy(a)[:, None]).squeeze(1)
        with torch.no_grad():
            best = self.online_net(torch.from_numpy(s2)).max(1).values
        target = torch.from_numpy(r).float() + 0.99 * best * torch.from_numpy(1.0 - d).float()
        loss = nn.functional.smooth_l1_loss(q, target)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def train(self, episodes=2):
        for ep in range(episodes):
            state, done = self.env.reset(), False
            while not done:
                action = self.make_action(state)
                nxt, reward, done = self.env.step(action)
                self.memory.append((state, action, reward, nxt, float(done)))
                state = nxt
            print(ep, self.update())


random.seed(0)
torch.manual_seed(0)
agent = AgentDQN(make_wrap_atari(Pong()))
agent.train()
