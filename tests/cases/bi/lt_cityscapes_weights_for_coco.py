import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset


class COCOSegmentation(Dataset):
    NUM_CLASS = 21

    def __init__(self, n=4, crop_size=96):
        self.n, self.crop_size = n, crop_size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        image = torch.rand(3, self.crop_size, self.crop_size, generator=g)
        mask = torch.randint(0, self.NUM_CLASS, (self.crop_size, self.crop_size), generator=g)
        mask[:2] = -1
        return image, mask


class SoftmaxCrossEntropyOHEMLoss(nn.Module):
    """Only the pixels the network is unsure about count."""

    def __init__(self, ignore_label=-1, thresh=0.7, min_kept=256, use_weight=True):
        super().__init__()
        self.ignore_label, self.thresh, self.min_kept = ignore_label, thresh, min_kept
        if use_weight:
            weight = torch.FloatTensor([
                0.8373, 0.918, 0.866, 1.0345, 1.0166, 0.9969, 0.9754, 1.0489, 0.8786, 1.0023,
                0.9539, 0.9843, 1.1116, 0.9037, 1.0865, 1.0955, 1.0865, 1.1529, 1.0507])
            self.criterion = nn.CrossEntropyLoss(weight=weight, ignore_index=ignore_label)
        else:
            self.criterion = nn.CrossEntropyLoss(ignore_index=ignore_label)

    def forward(self, predict, target):
        valid = target != self.ignore_label
        with torch.no_grad():
            prob = F.softmax(predict, dim=1).gather(1, target.clamp(min=0).unsqueeze(1)).squeeze(1)
            kept = prob[valid].sort().values[:self.min_kept][-1].clamp(min=self.thresh)
            target = target.masked_fill(prob > kept, self.ignore_label)
        return self.criterion(predict, target)


class FastSCNN(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.learning_to_downsample = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU())
        self.classifier = nn.Conv2d(32, num_classes, 1)

    def forward(self, x):
        out = self.classifier(self.learning_to_downsample(x))
        return F.interpolate(out, x.shape[2:], mode="bilinear", align_corners=True)


model = FastSCNN(COCOSegmentation.NUM_CLASS)
criterion = SoftmaxCrossEntropyOHEMLoss(ignore_label=-1)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-2, momentum=0.9)
for images, targets in DataLoader(COCOSegmentation(), batch_size=2):
    outputs = model(images)
    loss = criterion(outputs, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
