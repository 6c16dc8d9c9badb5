import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

CLIP_DURATION = 16


class ActionClips(Dataset):
    """Clips around a key frame, with the box of the person in it."""

    def __init__(self, clip_duration, n=4, side=64):
        self.clip_duration, self.n, self.side = clip_duration, n, side

    def __len__(self):
        return self.n

    def __getitem__(self, index):
        g = torch.Generator().manual_seed(index)
        clip = torch.rand(3, self.clip_duration, self.side, self.side, generator=g)
        return clip, torch.rand(5, generator=g)


def conv3d(a, b, stride):
    return nn.Sequential(nn.Conv3d(a, b, 3, stride=stride, padding=1, bias=False), nn.BatchNorm3d(b), nn.ReLU(inplace=True))


class Backbone3D(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            conv3d(3, 8, (1, 2, 2)), conv3d(8, 16, 2), conv3d(16, 32, 2), conv3d(32, 64, 2),
        )

    def forward(self, x):
        return self.layers(x)


class Backbone2D(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, 8, 3, 2, 1), nn.ReLU(), nn.Conv2d(8, 16, 3, 2, 1), nn.ReLU(),
            nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU(), nn.Conv2d(32, 48, 3, 2, 1), nn.ReLU(),
        )

    def forward(self, x):
        return self.layers(x)


class YOWO(nn.Module):
    """What happens comes from the clip, where it happens from its last frame."""

    def __init__(self, n_out=30):
        super().__init__()
        self.backbone_3d = Backbone3D()
        self.backbone_2d = Backbone2D()
        self.cfam = nn.Sequential(nn.Conv2d(64 + 48, 64, 1), nn.ReLU())
        self.conv_final = nn.Conv2d(64, n_out, 1, bias=False)

    def forward(self, input):
        x_3d = input
        x_2d = input[:, :, -1, :, :]
        x_3d = self.backbone_3d(x_3d)
        x_2d = self.backbone_2d(x_2d)
        x_3d = torch.squeeze(x_3d, dim=2)
        x = torch.cat((x_3d, x_2d), dim=1)
        return self.conv_final(self.cfam(x))


model = YOWO()
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
for data, target in DataLoader(ActionClips(CLIP_DURATION), batch_size=2):
    output = model(data)
    loss = nn.functional.mse_loss(output.mean(dim=(2, 3))[:, :5], target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
