import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


class FocalLoss(nn.Module):
    """Focal loss function for binary segmentation."""

    def __init__(self, alpha=1, gamma=2, num_classes=2, reduction="sum"):
        super().__init__()
        self.alpha = alpha
        self.gamma = gamma
        self.num_classes = num_classes
        self.reduction = reduction

    def forward(self, inputs, targets):
        inputs = torch.sigmoid(inputs)
        targets = F.one_hot(targets, num_classes=self.num_classes).float()
        targets = torch.moveaxis(targets, (0, 1, 2, 3, 4), (0, 2, 3, 4, 1))
        ce_loss = F.binary_cross_entropy(inputs, targets, reduction="none")
        p_t = (inputs * targets) + ((1 - inputs) * (1 - targets))
        loss = ce_loss * ((1 - p_t) ** self.gamma)

        if self.alpha >= 0:
            alpha_t = self.alpha * targets + (1 - self.alpha) * (1 - targets)
            loss = alpha_t * loss

        return loss.mean() if self.reduction == "mean" else loss.sum()


class ProstateBatches:
    """bpMRI (T2W, ADC, DWI) with the delineated lesions, cut to the prostate."""

    def __init__(self, n_cases=8, batch_size=2, shape=(12, 32, 32), seed=42):
        self.rng = np.random.RandomState(seed)
        self.n_cases, self.batch_size, self.shape = n_cases, batch_size, shape

    def load_case(self):
        image = self.rng.randn(3, *self.shape).astype(np.float32)
        label = np.zeros((1, *self.shape), dtype=np.uint8)
        if self.rng.rand() < 0.6:
            z, y, x = (self.rng.randint(2, s - 4) for s in self.shape)
            label[:, z:z + 2, y:y + 4, x:x + 4] = 1
            image[1][label[0] == 1] -= 2
        return image, label

    def mirror(self, image, label):
        for axis in (1, 2, 3):
            if self.rng.rand() < 0.5:
                image, label = np.flip(image, axis), np.flip(label, axis)
        return image, label

    def __iter__(self):
        for _ in range(self.n_cases // self.batch_size):
            cases = [self.mirror(*self.load_case()) for _ in range(self.batch_size)]
            images, labels = zip(*cases)
            yield {"data": np.stack(images), "seg": np.stack(labels)}


class UNet(nn.Module):
    def __init__(self, in_channels=3, out_channels=2, ch=8):
        super().__init__()
        self.enc1 = nn.Sequential(nn.Conv3d(in_channels, ch, 3, padding=1), nn.InstanceNorm3d(ch), nn.PReLU())
        self.down = nn.Conv3d(ch, 2 * ch, 3, stride=(1, 2, 2), padding=1)
        self.enc2 = nn.Sequential(nn.InstanceNorm3d(2 * ch), nn.PReLU(), nn.Conv3d(2 * ch, 2 * ch, 3, padding=1))
        self.up = nn.ConvTranspose3d(2 * ch, ch, (1, 2, 2), stride=(1, 2, 2))
        self.head = nn.Conv3d(2 * ch, out_channels, 1)

    def forward(self, x):
        skip = self.enc1(x)
        x = self.up(self.enc2(self.down(skip)))
        return self.head(torch.cat([x, skip], dim=1))


def optimize_model(model, optimizer, loss_func, train_gen, epoch):
    model.train()
    train_loss, steps = 0.0, 0
    for batch_data in train_gen:
        inputs = torch.from_numpy(batch_data["data"])
        labels = torch.from_numpy(batch_data["seg"])

        outputs = model(inputs)
        loss = loss_func(outputs, labels.long())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        train_loss += loss.item()
        steps += 1
    print(f"epoch {epoch}, average training loss: {train_loss / steps:.4f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    model = UNet()
    loss_func = FocalLoss(alpha=0.75, gamma=2, num_classes=2, reduction="mean")
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, amsgrad=True)
    for epoch in range(2):
        optimize_model(model, optimizer, loss_func, ProstateBatches(seed=epoch), epoch)
