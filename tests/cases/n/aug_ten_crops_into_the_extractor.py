import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision import transforms


class ResidualBlock(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv1 = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(c)
        self.conv2 = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(c)

    def forward(self, x):
        out = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(out)) + x)


class SmallResNet(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 7, stride=2, padding=3, bias=False)
        self.layers = nn.Sequential(ResidualBlock(width), ResidualBlock(width))
        self.avgpool = nn.AdaptiveAvgPool2d(1)

    def forward(self, x):
        x = self.layers(torch.relu(self.conv1(x)))
        return self.avgpool(x).flatten(1)


class ExtractResNet:
    """Features of the frames of a video, a batch of frames at a time."""

    def __init__(self, batch_size=8):
        self.batch_size = batch_size
        normalize = transforms.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])
        self.transforms = transforms.Compose([
            transforms.ToPILImage(),
            transforms.Resize(72),
            transforms.TenCrop(64),
            transforms.Lambda(lambda crops: torch.stack([transforms.ToTensor()(crop) for crop in crops])),
            transforms.Lambda(lambda crops: torch.stack([normalize(crop) for crop in crops])),
        ])
        self.model = SmallResNet().eval()

    def run_on_a_batch(self, batch):
        feats = self.model(torch.stack(batch))
        return feats.tolist()

    @torch.no_grad()
    def extract(self, frames):
        vid_feats, batch = [], []
        for frame in frames:
            batch.append(self.transforms(frame))
            if len(batch) == self.batch_size:
                vid_feats.extend(self.run_on_a_batch(batch))
                batch = []
        if batch:
            vid_feats.extend(self.run_on_a_batch(batch))
        return torch.tensor(vid_feats)


video = torch.randint(0, 256, (20, 3, 90, 120), dtype=torch.uint8)
features = ExtractResNet().extract(video)
print(features.shape)
loader = DataLoader(TensorDataset(features), batch_size=10)
print(len(loader))
