import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


class NucleiSet(Dataset):
    """Stained tissue tiles and black and white masks of the nuclei."""

    def __init__(self, n=4, size=128):
        rng = np.random.RandomState(11)
        self.tiles = [Image.fromarray(rng.randint(0, 256, (size, size, 3), dtype=np.uint8)) for _ in range(n)]
        self.masks = []
        for _ in range(n):
            cy, cx = rng.randint(30, size - 30, 2)
            yy, xx = np.mgrid[:size, :size]
            disc = ((yy - cy) ** 2 + (xx - cx) ** 2 < 20 ** 2).astype(np.uint8) * 255
            self.masks.append(Image.fromarray(disc))
        self.to_tensor = transforms.ToTensor()

    def __len__(self):
        return len(self.tiles)

    def __getitem__(self, idx):
        return self.to_tensor(self.tiles[idx]), self.to_tensor(self.masks[idx])


class BiONet(nn.Module):
    """U-Net whose decoder features flow back into the encoder for some rounds."""

    def __init__(self, num_classes=2, iterations=2, ch=12):
        super().__init__()
        self.iterations = iterations
        self.stem = nn.Conv2d(3, ch, 3, padding=1)
        self.enc = nn.Conv2d(ch * 2, ch, 3, padding=1)
        self.mid = nn.Conv2d(ch, ch, 3, padding=1)
        self.dec = nn.Conv2d(ch * 2, ch, 3, padding=1)
        self.head = nn.Conv2d(ch * iterations, num_classes, 1)

    def forward(self, x):
        x = torch.relu(self.stem(x))
        back, outs = x, []
        for _ in range(self.iterations):
            skip = torch.relu(self.enc(torch.cat([x, back], dim=1)))
            deep = torch.relu(self.mid(F.max_pool2d(skip, 2)))
            back = torch.relu(self.dec(torch.cat([skip, F.interpolate(deep, scale_factor=2)], dim=1)))
            outs.append(back)
        return self.head(torch.cat(outs, dim=1))


def segmentation_loss(predicted, target, dice_weight=0.5):
    cross_entropy = F.nll_loss(F.log_softmax(predicted, dim=1), target)
    prob = predicted.softmax(dim=1)[:, 1]
    inter = (prob * target).sum()
    dice = 1 - 2 * inter / (prob.sum() + target.sum() + 1e-6)
    return cross_entropy + dice_weight * dice


model = BiONet()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2, weight_decay=3e-5)
for x, y in DataLoader(NucleiSet(), batch_size=2):
    output = model(x)
    loss = segmentation_loss(output, y.long())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
