import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


class VideoFrameDataset(Dataset):
    """Takes num_segments frames out of every video; one label per video."""

    def __init__(self, n_videos, num_segments, transform):
        self.n_videos, self.num_segments, self.transform = n_videos, num_segments, transform

    def __len__(self):
        return self.n_videos

    def __getitem__(self, idx):
        g = torch.Generator().manual_seed(idx)
        n_frames = 30 + idx
        picks = torch.linspace(0, n_frames - 1, self.num_segments).long()
        frames = torch.rand(n_frames, 3, 72, 96, generator=g)[picks]
        return self.transform(frames), idx % 2


class FrameNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.BatchNorm2d(32), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        )
        self.classifier = nn.Linear(32, 1)

    def forward(self, x):
        return self.classifier(self.features(x))


class DeepfakeModule(nn.Module):
    def __init__(self):
        super().__init__()
        self.model = FrameNet()
        self.criterion = nn.BCEWithLogitsLoss()

    def training_step(self, batch):
        video, labels = batch
        batch_size, frames, channels, height, width = video.shape
        video = video.reshape(batch_size * frames, channels, height, width)
        logits = self.model(video)
        labels = labels.float().unsqueeze(1)
        return self.criterion(logits, labels)


preprocess = transforms.Compose([
    transforms.RandomResizedCrop(64, scale=(0.8, 1.0), antialias=True),
    transforms.RandomHorizontalFlip(),
    transforms.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225]),
])
loader = DataLoader(VideoFrameDataset(16, num_segments=5, transform=preprocess), batch_size=8)
module = DeepfakeModule()
optimizer = torch.optim.AdamW(module.parameters(), lr=1e-4)
for batch in loader:
    loss = module.training_step(batch)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("train_loss", loss.item())
