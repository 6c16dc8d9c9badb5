import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

CLASSES = ["background", "road", "car", "sign"]


class StreetMasks(Dataset):
    def __init__(self, n=10, size=(64, 96)):
        self.n, self.size = n, size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        image = torch.rand(3, *self.size, generator=g)
        mask = (image.mean(0) * len(CLASSES)).long()
        mask = torch.stack([(mask == c).long() for c in range(len(CLASSES))])
        return image, mask


class DiceLoss(nn.Module):
    """mode "multiclass": one class per pixel; "multilabel": any number of classes per pixel."""

    def __init__(self, mode, from_logits=True, smooth=0.0, eps=1e-7):
        super().__init__()
        self.mode, self.from_logits, self.smooth, self.eps = mode, from_logits, smooth, eps

    def forward(self, y_pred, y_true):
        if self.from_logits:
            if self.mode == "multiclass":
                y_pred = y_pred.log_softmax(dim=1).exp()
            else:
                y_pred = F.logsigmoid(y_pred).exp()
        bs, num_classes = y_true.size(0), y_pred.size(1)
        if self.mode == "multiclass":
            y_true = y_true.view(bs, -1)
            y_pred = y_pred.view(bs, num_classes, -1)
            y_true = F.one_hot(y_true, num_classes)
            y_true = y_true.permute(0, 2, 1)
        else:
            y_true = y_true.view(bs, num_classes, -1)
            y_pred = y_pred.view(bs, num_classes, -1)
        intersection = torch.sum(y_pred * y_true, dim=(0, 2))
        cardinality = torch.sum(y_pred + y_true, dim=(0, 2))
        score = (2.0 * intersection + self.smooth) / (cardinality + self.smooth).clamp_min(self.eps)
        return (1.0 - score).mean()


class TinyUnet(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.encoder = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU())
        self.decoder = nn.Sequential(nn.Conv2d(32, 16, 3, padding=1), nn.ReLU(), nn.Upsample(scale_factor=4))
        self.segmentation_head = nn.Conv2d(16, classes, 3, padding=1)

    def forward(self, x):
        return self.segmentation_head(self.decoder(self.encoder(x)))


model = TinyUnet(len(CLASSES))
loss_fn = DiceLoss(mode="multiclass", from_logits=True)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for image, mask in DataLoader(StreetMasks(), batch_size=5):
    logits = model(image)
    loss = loss_fn(logits, mask)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
