import numpy as np
import torch
from torch import nn

N_COND, N_PRED = 4, 6


def read_vehicle(rng, leaves_view):
    n_frames = int(rng.integers(16, 32))
    images = rng.integers(0, 256, (n_frames, 3, 40, 12)).astype("uint8")
    n_states = n_frames + 7 if leaves_view else n_frames
    states = rng.normal(size=(n_states, 4)).astype("float32")
    return torch.from_numpy(images), torch.from_numpy(states)


class HighwayLoader:
    def __init__(self, n_cars=10, batch_size=6):
        self.rng = np.random.default_rng(101)
        self.batch_size = batch_size
        self.images, self.states = [], []
        for car in range(n_cars):
            images, states = read_vehicle(self.rng, leaves_view=car % 2 == 1)
            self.images.append(images)
            self.states.append(states)

    def get_batch_fm(self):
        length = N_COND + N_PRED
        images, states = [], []
        while len(images) < self.batch_size:
            s = int(self.rng.choice(len(self.images)))
            T = self.states[s].size(0)
            if T > length + 1:
                t = int(self.rng.integers(0, T - length + 1))
                images.append(self.images[s][t:t + length])
                states.append(self.states[s][t:t + length])
        images = torch.stack(images).float() / 255
        states = torch.stack(states)
        return images[:, :N_COND], states[:, :N_COND], states[:, N_COND:]


class ForwardModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.frames = nn.Sequential(nn.Conv2d(3 * N_COND, 16, 4, 2, 1), nn.ReLU(), nn.Flatten())
        self.motion = nn.Linear(4 * N_COND, 32)
        self.future = nn.Linear(16 * 20 * 6 + 32, 4 * N_PRED)

    def forward(self, images, states):
        h = torch.cat([self.frames(images.flatten(1, 2)), self.motion(states.flatten(1)).relu()], dim=1)
        return self.future(h).view(-1, N_PRED, 4)


torch.manual_seed(0)
loader = HighwayLoader()
model = ForwardModel()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
for step in range(8):
    images, states, targets = loader.get_batch_fm()
    loss = nn.functional.mse_loss(model(images, states), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, round(loss.item(), 4))
