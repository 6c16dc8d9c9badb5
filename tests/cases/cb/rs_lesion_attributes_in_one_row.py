import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

ATTRIBUTES = ("pigment_network", "negative_network", "streaks", "milia_like_cyst", "globules")


class SkinLesions(Dataset):
    """Picture, one mask for each attribute, and whether the attribute is there at all."""

    def __init__(self, n=16, size=64):
        self.n, self.size = n, size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        image = torch.rand(3, self.size, self.size, generator=g)
        ind = (torch.rand(len(ATTRIBUTES), generator=g) < 0.4).float()
        mask = torch.zeros(len(ATTRIBUTES), self.size, self.size)
        for c in range(len(ATTRIBUTES)):
            if ind[c]:
                y, x = torch.randint(4, self.size - 20, (2,), generator=g).tolist()
                mask[c, y:y + 16, x:x + 16] = 1
                image[:, y:y + 16, x:x + 16] *= 0.15 * (c + 1)
        return image, mask, ind


def conv_relu(a, b):
    return nn.Sequential(nn.Conv2d(a, b, 3, padding=1), nn.BatchNorm2d(b), nn.ReLU(inplace=True))


class MultiTaskUNet(nn.Module):
    def __init__(self, num_classes, f=8):
        super().__init__()
        self.pool = nn.MaxPool2d(2, 2)
        self.conv1 = conv_relu(3, f)
        self.conv2 = conv_relu(f, 2 * f)
        self.conv3 = conv_relu(2 * f, 4 * f)
        self.center = conv_relu(4 * f, 4 * f)
        self.center_Conv2d = nn.Conv2d(4 * f, num_classes, 1)
        self.dec3 = conv_relu(8 * f, 2 * f)
        self.dec2 = conv_relu(4 * f, f)
        self.dec1 = conv_relu(2 * f, f)
        self.final = nn.Conv2d(f, num_classes, 1)

    def forward(self, x):
        conv1 = self.conv1(x)
        conv2 = self.conv2(self.pool(conv1))
        conv3 = self.conv3(self.pool(conv2))
        center = self.center(self.pool(conv3))

        ind = F.adaptive_avg_pool2d(self.center_Conv2d(center), 1)
        ind = torch.flatten(ind)

        d = self.dec3(torch.cat([F.interpolate(center, scale_factor=2), conv3], 1))
        d = self.dec2(torch.cat([F.interpolate(d, scale_factor=2), conv2], 1))
        d = self.dec1(torch.cat([F.interpolate(d, scale_factor=2), conv1], 1))
        return self.final(d), ind


def jaccard(prob, mask):
    pred = prob > 0.5
    inter = (pred & (mask > 0)).sum((0, 2, 3))
    union = (pred | (mask > 0)).sum((0, 2, 3))
    return (inter / union.clamp(min=1)).mean().item()


torch.manual_seed(2018)
model = MultiTaskUNet(len(ATTRIBUTES))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
train_loader = DataLoader(SkinLesions(), batch_size=4, shuffle=True)
for epoch in range(2):
    for train_image, train_mask, train_mask_ind in train_loader:
        outputs, outputs_mask_ind = model(train_image)
        loss1 = F.binary_cross_entropy_with_logits(outputs, train_mask)
        loss2 = F.binary_cross_entropy_with_logits(outputs_mask_ind, train_mask_ind)
        loss = loss1 + 0.5 * loss2
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    score = jaccard(torch.sigmoid(outputs), train_mask)
    print(f"epoch {epoch} mask {loss1.item():.4f} attributes {loss2.item():.4f} jaccard {score:.3f}")
