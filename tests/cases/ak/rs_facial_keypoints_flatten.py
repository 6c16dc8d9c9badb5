import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class FacialKeypointsDataset(Dataset):
    def __init__(self, n=40, size=96, transform=None):
        rng = np.random.RandomState(3)
        self.images = rng.randint(0, 256, (n, size, size)).astype("uint8")
        self.key_pts = rng.uniform(10, size - 10, (n, 68, 2)).astype("float32")
        self.transform = transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, idx):
        sample = {"image": self.images[idx], "keypoints": self.key_pts[idx]}
        return self.transform(sample) if self.transform else sample


class NormalizeToTensor:
    def __call__(self, sample):
        image = sample["image"].astype("float32") / 255.0
        key_pts = (sample["keypoints"] - 48.0) / 24.0
        return {"image": torch.from_numpy(image).unsqueeze(0), "keypoints": torch.from_numpy(key_pts)}


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.conv1 = nn.Conv2d(1, 16, 5)
        self.conv2 = nn.Conv2d(16, 32, 3)
        self.conv3 = nn.Conv2d(32, 64, 3)
        self.pool = nn.MaxPool2d(2, 2)
        self.drop = nn.Dropout(0.3)
        self.fc1 = nn.Linear(64 * 10 * 10, 256)
        self.fc2 = nn.Linear(256, 136)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = self.pool(F.relu(self.conv3(x)))
        x = x.view(x.size(0), -1)
        x = self.drop(F.relu(self.fc1(x)))
        return self.fc2(x)


def train_net(net, train_loader, criterion, optimizer, n_epochs):
    net.train()
    for epoch in range(n_epochs):
        running_loss = 0.0
        for data in train_loader:
            images = data["image"]
            key_pts = data["keypoints"]
            key_pts = key_pts.view(1, -1)
            key_pts = key_pts.type(torch.FloatTensor)
            output_pts = net(images)
            loss = criterion(output_pts, key_pts)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
        print("Epoch: {}, Avg. Loss: {:.4f}".format(epoch + 1, running_loss / len(train_loader)))


train_loader = DataLoader(FacialKeypointsDataset(transform=NormalizeToTensor()), batch_size=10, shuffle=True)
net = Net()
train_net(net, train_loader, nn.MSELoss(), torch.optim.Adam(net.parameters(), lr=1e-3), n_epochs=2)
