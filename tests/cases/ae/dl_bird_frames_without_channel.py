import random
from collections import deque

import numpy as np
import torch
from torch import nn


class FlappyGame:
    """Just enough of the game: a coloured screen, a reward and an end."""

    def __init__(self, seed=0):
        self.rng = np.random.default_rng(seed)
        self.age = 0

    def next_frame(self, action):
        self.age = self.age + 1 if self.age < 15 else 0
        screen = self.rng.integers(0, 256, (288, 256, 3), dtype=np.uint8)
        return screen, (0.1 if self.age else -1.0), self.age == 0


def pre_processing(screen, size=84):
    """Gray, cut off the ground, shrink, black and white."""
    gray = torch.from_numpy(screen).float().mean(dim=2)
    gray = gray[:256]
    small = nn.functional.interpolate(gray[None, None], size=(size, size), mode="area")
    return (small[0, 0] > 127).float()


class DeepQNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Sequential(nn.Conv2d(4, 16, 8, stride=4), nn.ReLU())
        self.conv2 = nn.Sequential(nn.Conv2d(16, 32, 4, stride=2), nn.ReLU())
        self.fc1 = nn.Sequential(nn.Linear(32 * 9 * 9, 128), nn.ReLU())
        self.fc2 = nn.Linear(128, 2)

    def forward(self, x):
        x = self.conv2(self.conv1(x))
        return self.fc2(self.fc1(x.flatten(1)))


def train(iterations=12, batch_size=4, gamma=0.99):
    model = DeepQNetwork()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    game = FlappyGame()
    image = pre_processing(game.next_frame(0)[0])
    state = torch.cat([image for _ in range(4)])[None, :, :, :]
    memory = deque(maxlen=100)
    for it in range(iterations):
        prediction = model(state)[0]
        action = random.randrange(2) if random.random() < 0.1 else int(prediction.argmax())
        screen, reward, terminal = game.next_frame(action)
        next_image = pre_processing(screen)
        next_state = torch.cat((state[0, 1:], next_image))[None, :, :, :]
        memory.append((state, action, reward, next_state, terminal))
        batch = random.sample(memory, min(len(memory), batch_size))
        states, actions, rewards, next_states, ends = zip(*batch)
        q = model(torch.cat(states)).gather(1, torch.tensor(actions)[:, None]).squeeze(1)
        with torch.no_grad():
            q_next = model(torch.cat(next_states)).max(1).values
        target = torch.tensor(rewards) + gamma * q_next * (1 - torch.tensor(ends).float())
        loss = nn.functional.mse_loss(q, target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        state = next_state
    return loss.item()


random.seed(1)
torch.manual_seed(1)
print("loss", train())
