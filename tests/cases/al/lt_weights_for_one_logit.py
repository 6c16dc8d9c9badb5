import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

num_classes = 2
cls_weights = torch.tensor([1.0, 3.0])
input_shape = (64, 64)


class CrackPatches(Dataset):
    def __init__(self, n=8):
        self.images = torch.rand(n, 3, *input_shape)
        self.masks = (torch.rand(n, *input_shape) > 0.8).long()

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.images[i], self.masks[i]


class SegFormerLike(nn.Module):
    def __init__(self, dims=(16, 32), embedding=24, out_channels=1):
        super().__init__()
        self.stage1 = nn.Sequential(nn.Conv2d(3, dims[0], 7, 4, 3), nn.BatchNorm2d(dims[0]), nn.GELU())
        self.stage2 = nn.Sequential(nn.Conv2d(dims[0], dims[1], 3, 2, 1), nn.BatchNorm2d(dims[1]), nn.GELU())
        self.linear_c1 = nn.Conv2d(dims[0], embedding, 1)
        self.linear_c2 = nn.Conv2d(dims[1], embedding, 1)
        self.linear_pred = nn.Conv2d(embedding, out_channels, 1)

    def forward(self, x):
        c1 = self.stage1(x)
        c2 = F.interpolate(self.linear_c2(self.stage2(c1)), size=c1.shape[-2:], mode="bilinear")
        out = self.linear_pred(self.linear_c1(c1) + c2)
        return F.interpolate(out, size=x.shape[-2:], mode="bilinear")


def bce_loss(inputs, target, weights):
    n, c, h, w = inputs.size()
    flat_inputs = inputs.permute(0, 2, 3, 1).reshape(-1, c)
    flat_target = target.reshape(-1, 1).float()
    return nn.BCEWithLogitsLoss(weight=weights)(flat_inputs, flat_target)


def dice_loss(inputs, target, smooth=1e-5):
    prob, truth = torch.sigmoid(inputs).flatten(1), target.flatten(1).float()
    overlap = (prob * truth).sum(1)
    return 1 - ((2 * overlap + smooth) / (prob.sum(1) + truth.sum(1) + smooth)).mean()


def fit_one_epoch(model, optimizer, loader, epoch):
    for iteration, (imgs, pngs) in enumerate(loader):
        optimizer.zero_grad()
        outputs = model(imgs)
        loss = bce_loss(outputs, pngs, cls_weights) + dice_loss(outputs, pngs)
        loss.backward()
        optimizer.step()
        print(f"epoch {epoch} iteration {iteration} loss {loss.item():.4f}")


model = SegFormerLike()
optimizer = torch.optim.AdamW(model.parameters(), 1e-4)
loader = DataLoader(CrackPatches(), batch_size=4, shuffle=True)
fit_one_epoch(model, optimizer, loader, 0)
