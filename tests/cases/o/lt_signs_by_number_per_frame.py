import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class SignClips(Dataset):
    """Clips of signs; each has one gloss."""

    def __init__(self, num_classes, n=8, frames=16):
        self.num_classes, self.n, self.frames = num_classes, n, frames

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        return torch.rand(3, self.frames, 32, 32, generator=g), float(i % self.num_classes)


class InceptionI3d(nn.Module):
    def __init__(self, num_classes, width=16):
        super().__init__()
        self.conv1 = nn.Conv3d(3, width, (3, 5, 5), stride=(2, 4, 4), padding=(1, 2, 2))
        self.conv2 = nn.Conv3d(width, 2 * width, 3, stride=2, padding=1)
        self.avg_pool = nn.AdaptiveAvgPool3d((None, 1, 1))
        self.logits = nn.Conv3d(2 * width, num_classes, 1)

    def forward(self, x):
        x = torch.relu(self.conv2(torch.relu(self.conv1(x))))
        return self.logits(self.avg_pool(x)).squeeze(3).squeeze(3)


def run(num_classes=12, batch_size=2):
    dataset = SignClips(num_classes)
    i3d = InceptionI3d(num_classes)
    optimizer = torch.optim.Adam(i3d.parameters(), lr=1e-4)
    for inputs, labels in DataLoader(dataset, batch_size=batch_size):
        t = inputs.size(2)
        per_frame_logits = i3d(inputs)
        per_frame_logits = F.interpolate(per_frame_logits, t, mode="linear")
        loc_loss = F.binary_cross_entropy_with_logits(per_frame_logits, labels)
        predictions = torch.max(per_frame_logits, dim=2)[0]
        cls_loss = F.binary_cross_entropy_with_logits(predictions, labels)
        loss = 0.5 * loc_loss + 0.5 * cls_loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(loss.item())


run()
