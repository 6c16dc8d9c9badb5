import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import Compose, Lambda, RandomCrop

MAX_DISP = 12

train_transform = Compose([
    RandomCrop((104, 168)),
    Lambda(lambda pair: pair * 2 - 1),
])


class StereoPairs(Dataset):
    """Left and right picture as six channels, and the disparity of the left one as the seventh."""

    def __init__(self, n, transform):
        self.n, self.transform = n, transform

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        sample = self.transform(torch.rand(7, 120, 180, generator=g))
        return sample[:3], sample[3:6], (sample[6] + 1) * MAX_DISP / 2


def down(c_in, c_out):
    return nn.Sequential(nn.Conv2d(c_in, c_out, 3, stride=2, padding=1), nn.BatchNorm2d(c_out), nn.ReLU(True))


class Refinement(nn.Module):
    def __init__(self, c=12):
        super().__init__()
        self.stem = nn.Conv2d(6, c, 3, padding=1)
        self.down1, self.down2 = down(c, c), down(c, 2 * c)
        self.down3, self.down4 = down(2 * c, 2 * c), down(2 * c, 4 * c)
        self.up4 = nn.ConvTranspose2d(4 * c, 2 * c, 4, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(2 * c, 2 * c, 4, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(2 * c, c, 4, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(c, c, 4, stride=2, padding=1)
        self.disp = nn.Conv2d(c, 1, 3, padding=1)

    def forward(self, left, right):
        x0 = self.stem(torch.cat((left, right), dim=1))
        x1 = self.down1(x0)
        x2 = self.down2(x1)
        x3 = self.down3(x2)
        x = self.down4(x3)
        x = F.relu(self.up4(x) + x3)
        x = F.relu(self.up3(x) + x2)
        x = F.relu(self.up2(x) + x1)
        x = F.relu(self.up1(x) + x0)
        return MAX_DISP * torch.sigmoid(self.disp(x)).squeeze(1)


aanet = Refinement()
optimizer = torch.optim.Adam(aanet.parameters(), lr=1e-3)
for left, right, gt in DataLoader(StereoPairs(8, train_transform), batch_size=2):
    loss = F.smooth_l1_loss(aanet(left, right), gt)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("epe", loss.item())
