import numpy as np
import torch
from torch import nn

CAMERA_HEIGHT = 120
CAMERA_WIDTH = 160
rng = np.random.RandomState(0)


def drive(steps):
    """Camera pictures of the simulator and what the expert did: speed, steering."""
    obs = rng.rand(steps, 3, CAMERA_HEIGHT, CAMERA_WIDTH).astype(np.float32)
    half = CAMERA_WIDTH // 2
    steering = obs[..., half:].mean(axis=(1, 2, 3)) - obs[..., :half].mean(axis=(1, 2, 3))
    return obs, np.stack([np.full(steps, 0.4, np.float32), steering], axis=1)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.Sequential(
            nn.Conv2d(3, 32, 8, stride=2), nn.LeakyReLU(),
            nn.Conv2d(32, 32, 4, stride=2), nn.LeakyReLU(),
            nn.Conv2d(32, 32, 4, stride=2), nn.LeakyReLU(),
        )
        self.a_linear = nn.Sequential(
            nn.Linear(32 * 5 * 7, 256),
            nn.LeakyReLU(),
            nn.Linear(256, 2),
        )

    def forward(self, img):
        x = self.convs(img)
        x = x.view(x.size(0), -1)
        return self.a_linear(x)


positions, actions = drive(16)
model = Model()
optimizer = torch.optim.Adam(model.parameters(), lr=0.0004)
for epoch in range(4):
    pick = rng.choice(16, 2)
    diff = model(torch.from_numpy(positions[pick])) - torch.from_numpy(actions[pick])
    loss = diff.norm(2)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("epoch", epoch, "loss", loss.item())
