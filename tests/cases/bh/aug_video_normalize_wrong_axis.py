import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

CLIP_LEN = 8
MEAN, STD = [0.432, 0.395, 0.376], [0.228, 0.221, 0.217]


class ConvertToFloat:
    def __call__(self, clip):
        return clip.float() / 255


def build_transform(train):
    steps = [
        ConvertToFloat(),
        transforms.Resize((64, 86), antialias=True),
        transforms.RandomCrop(56) if train else transforms.CenterCrop(56),
    ]
    if train:
        steps.append(transforms.RandomHorizontalFlip())
    steps.append(transforms.Normalize(mean=MEAN, std=STD))
    return transforms.Compose(steps)


class SurgeryClips(Dataset):
    """Short clips of laparoscopic videos with the phase of the operation."""

    def __init__(self, n=8, transform=None):
        self.n, self.transform = n, transform

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        frames = torch.randint(0, 256, (CLIP_LEN, 72, 96, 3), generator=g, dtype=torch.uint8)
        clip = frames.permute(3, 0, 1, 2)
        if self.transform is not None:
            clip = self.transform(clip)
        return clip, i % 4


class PhaseNet(nn.Module):
    def __init__(self, n_phases=4):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv3d(3, 16, (3, 7, 7), (1, 2, 2), (1, 3, 3)), nn.BatchNorm3d(16), nn.ReLU())
        self.layer = nn.Sequential(nn.Conv3d(16, 32, 3, 2, 1), nn.BatchNorm3d(32), nn.ReLU())
        self.fc = nn.Linear(32, n_phases)

    def forward(self, x):
        return self.fc(self.layer(self.stem(x)).mean(dim=(2, 3, 4)))


def train_one_epoch(model, loader, optimizer):
    for clips, phases in loader:
        loss = nn.functional.cross_entropy(model(clips), phases)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


loader = DataLoader(SurgeryClips(transform=build_transform(train=True)), batch_size=4, shuffle=True)
model = PhaseNet()
print(train_one_epoch(model, loader, torch.optim.SGD(model.parameters(), lr=0.01)))
