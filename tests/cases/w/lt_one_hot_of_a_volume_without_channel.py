import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class DiceLoss(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.n_classes = n_classes

    def _one_hot_encoder(self, input_tensor):
        tensor_list = []
        for i in range(self.n_classes):
            tensor_list.append(input_tensor == i)
        return torch.cat(tensor_list, dim=1).float()

    def _dice_loss(self, score, target):
        smooth = 1e-5
        intersect = torch.sum(score * target)
        return 1 - (2 * intersect + smooth) / (torch.sum(score * score) + torch.sum(target * target) + smooth)

    def forward(self, inputs, target):
        inputs = torch.softmax(inputs, dim=1)
        target = self._one_hot_encoder(target)
        loss = 0.0
        for i in range(self.n_classes):
            loss += self._dice_loss(inputs[:, i], target[:, i])
        return loss / self.n_classes


class CTVolumes(Dataset):
    """Volumes with one plane of zeros and ones for each class."""

    def __init__(self, n=8, size=(32, 32, 24)):
        self.n, self.size = n, size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        rng = np.random.default_rng(i)
        organ = rng.random(self.size, dtype=np.float32) > 0.7
        x = organ.astype(np.float32) + rng.random(self.size, dtype=np.float32)
        y = np.stack([~organ, organ]).astype(np.float32)
        return torch.from_numpy(x)[None], torch.from_numpy(y)


class VNet(nn.Module):
    def __init__(self, classes=2):
        super().__init__()
        self.encoder = nn.Sequential(nn.Conv3d(1, 8, 3, stride=2, padding=1), nn.ReLU())
        self.decoder = nn.ConvTranspose3d(8, 8, 2, stride=2)
        self.head = nn.Conv3d(8, classes, 1)

    def forward(self, x):
        return self.head(torch.relu(self.decoder(self.encoder(x))))


def train():
    model = VNet()
    criterion_ce, criterion_dice = nn.CrossEntropyLoss(), DiceLoss(2)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for i, (x, y) in enumerate(DataLoader(CTVolumes(), batch_size=4)):
        outputs = model(x)
        labels = y.argmax(dim=1)
        loss = criterion_ce(outputs, labels) + criterion_dice(outputs, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(i, loss.item())


train()
