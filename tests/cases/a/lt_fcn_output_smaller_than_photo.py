import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class PascalVOC(Dataset):
    """Training pictures are scaled to a square; validation keeps the original size."""

    n_classes = 21

    def __init__(self, split):
        self.hw = (64, 64) if split == "train_aug" else (75, 96)

    def __len__(self):
        return 2

    def __getitem__(self, i):
        return torch.randn(3, *self.hw), torch.randint(0, self.n_classes, self.hw)


class FCNLite(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.down = nn.ModuleList([nn.Conv2d(3, 16, 3, 2, 1), nn.Conv2d(16, 16, 2, 2), nn.Conv2d(16, 16, 2, 2)])
        self.classifier = nn.Conv2d(16, n_classes, 1)

    def forward(self, x):
        for conv in self.down:
            x = F.relu(conv(x))
        return F.interpolate(self.classifier(x), scale_factor=8, mode="bilinear", align_corners=False)


def cross_entropy2d(input, target, weight=None):
    n, c, h, w = input.size()
    nt, ht, wt = target.size()
    if h > ht and w > wt:  # upsample labels
        target = F.interpolate(target.unsqueeze(1).float(), size=(h, w), mode="nearest").squeeze(1).long()
    elif h < ht and w < wt:  # upsample images
        input = F.interpolate(input, size=(ht, wt), mode="bilinear", align_corners=True)
    input = input.transpose(1, 2).transpose(2, 3).contiguous().view(-1, c)
    target = target.view(-1)
    return F.cross_entropy(input, target, weight=weight, ignore_index=250)


model = FCNLite(PascalVOC.n_classes)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-2, weight_decay=5e-4)
for images, labels in DataLoader(PascalVOC("train_aug"), batch_size=2):
    loss = cross_entropy2d(input=model(images), target=labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("train", loss.item())

model.eval()
with torch.no_grad():
    for images_val, labels_val in DataLoader(PascalVOC("val"), batch_size=1):
        outputs = model(images_val)
        val_loss = cross_entropy2d(input=outputs, target=labels_val)
        print("val", val_loss.item())
