import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

CLASS_NUM = 33


class MultiLabelDataset(Dataset):
    """list file with a line per picture: name and 33 zeros or ones"""

    def __init__(self, lines, label_ratio=False):
        self.names, labels = zip(*(line.split("\t") for line in lines))
        self.labels = np.array([label.split(",") for label in labels], dtype="float32")
        self.label_ratio = self.labels.mean(0) if label_ratio else None

    def __len__(self):
        return len(self.names)

    def __getitem__(self, i):
        img = np.random.RandomState(i).rand(3, 48, 48).astype("float32")
        if self.label_ratio is not None:
            return img, np.stack([self.labels[i], self.label_ratio])
        return img, self.labels[i]


class MultiLabelLoss(nn.Module):
    def __init__(self, epsilon=None, weight_ratio=False):
        super().__init__()
        self.epsilon, self.weight_ratio = epsilon, weight_ratio

    def forward(self, logits, target):
        if self.weight_ratio:
            ratio = target[:, 1, :]
        target = target[:, 0, :]
        if self.epsilon:
            target = target * (1 - self.epsilon) + self.epsilon / logits.shape[-1]
        cost = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
        if self.weight_ratio:
            cost = cost * torch.where(target > 0.5, torch.exp(1 - ratio), torch.exp(ratio))
        return cost.mean()


rng = np.random.RandomState(3)
train_list = [f"{i:04d}.jpg\t" + ",".join(map(str, rng.randint(0, 2, CLASS_NUM))) for i in range(16)]
loader = DataLoader(MultiLabelDataset(train_list), batch_size=8)
model = nn.Sequential(nn.Conv2d(3, 32, 3, 2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, CLASS_NUM))
criterion = MultiLabelLoss(epsilon=0.1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
for images, labels in loader:
    loss = criterion(model(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"MultiLabelLoss: {loss.item():.5f}")
