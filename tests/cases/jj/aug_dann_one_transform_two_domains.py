"""Domain adaptation from MNIST (source) to MNIST-M (target)."""
import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.autograd import Function
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

image_size = 28
batch_size = 16
n_epoch = 1


class FakeMNIST(Dataset):
    """Stands for datasets.MNIST: grayscale pictures of mode L."""

    def __init__(self, n, transform):
        rng = np.random.default_rng(0)
        self.images = rng.integers(0, 256, (n, 28, 28), dtype=np.uint8)
        self.labels = rng.integers(0, 10, n)
        self.transform = transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.transform(Image.fromarray(self.images[i])), int(self.labels[i])


class MNISTM(Dataset):
    """MNIST digits blended over colour photos, listed in a text file."""

    def __init__(self, n, transform):
        rng = np.random.default_rng(1)
        self.images = rng.integers(0, 256, (n, 32, 32, 3), dtype=np.uint8)
        self.labels = rng.integers(0, 10, n)
        self.transform = transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.transform(Image.fromarray(self.images[i]).convert("RGB")), int(self.labels[i])


class ReverseLayerF(Function):
    @staticmethod
    def forward(ctx, x, alpha):
        ctx.alpha = alpha
        return x.view_as(x)

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output.neg() * ctx.alpha, None


class CNNModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.feature = nn.Sequential(
            nn.Conv2d(3, 64, 5), nn.BatchNorm2d(64), nn.MaxPool2d(2), nn.ReLU(True),
            nn.Conv2d(64, 50, 5), nn.BatchNorm2d(50), nn.Dropout2d(), nn.MaxPool2d(2), nn.ReLU(True))
        self.class_classifier = nn.Sequential(nn.Linear(50 * 4 * 4, 100), nn.ReLU(True), nn.Linear(100, 10))
        self.domain_classifier = nn.Sequential(nn.Linear(50 * 4 * 4, 100), nn.ReLU(True), nn.Linear(100, 2))

    def forward(self, input_data, alpha):
        input_data = input_data.expand(input_data.shape[0], 3, 28, 28)
        feature = self.feature(input_data).view(-1, 50 * 4 * 4)
        return self.class_classifier(feature), self.domain_classifier(ReverseLayerF.apply(feature, alpha))


img_transform = transforms.Compose([
    transforms.Resize(image_size),
    transforms.ToTensor(),
    transforms.Normalize(mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5)),
])

dataset_target = MNISTM(48, transform=img_transform)
dataset_source = FakeMNIST(48, transform=img_transform)
dataloader_target = DataLoader(dataset_target, batch_size=batch_size, shuffle=True)
dataloader_source = DataLoader(dataset_source, batch_size=batch_size, shuffle=True)

net = CNNModel()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
ce = nn.CrossEntropyLoss()
for epoch in range(n_epoch):
    for (t_img, _), (s_img, s_label) in zip(dataloader_target, dataloader_source):
        optimizer.zero_grad()
        class_output, s_domain = net(s_img, alpha=0.1)
        _, t_domain = net(t_img, alpha=0.1)
        loss = ce(class_output, s_label)
        loss = loss + ce(s_domain, torch.zeros(len(s_img)).long()) + ce(t_domain, torch.ones(len(t_img)).long())
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch}: {loss.item():.4f}")
