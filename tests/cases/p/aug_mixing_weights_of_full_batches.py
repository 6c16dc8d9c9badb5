import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

num_classes = 5
batch_size = 16


class MixupGenerator:
    """Batches of two loaders, mixed."""

    def __init__(self, loader1, loader2, batch_size, alpha=0.2):
        self.loader1, self.loader2 = loader1, loader2
        self.batch_size = batch_size
        self.alpha = alpha

    def __iter__(self):
        for (x1, y1), (x2, y2) in zip(self.loader1, self.loader2):
            lam = np.random.beta(self.alpha, self.alpha, self.batch_size).astype(np.float32)
            lam = torch.from_numpy(lam)
            x_l = lam.reshape(self.batch_size, 1, 1, 1)
            y_l = lam.reshape(self.batch_size, 1)
            x = x1 * x_l + x2 * (1 - x_l)
            y = y1 * y_l + y2 * (1 - y_l)
            yield x, y


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        )
        self.fc = nn.Linear(32 * 8 * 8, num_classes)

    def forward(self, x):
        return self.fc(self.features(x).flatten(1))


images = torch.rand(70, 3, 32, 32)
labels = nn.functional.one_hot(torch.randint(0, num_classes, (70,)), num_classes).float()
data = TensorDataset(images, labels)
loaders = [DataLoader(data, batch_size=batch_size, shuffle=True) for _ in range(2)]
net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
for epoch in range(2):
    for x, y in MixupGenerator(*loaders, batch_size=batch_size):
        loss = nn.functional.cross_entropy(net(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
