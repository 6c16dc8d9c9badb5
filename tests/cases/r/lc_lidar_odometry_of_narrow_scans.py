import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class Fire(nn.Module):
    def __init__(self, inplanes, squeeze, expand):
        super().__init__()
        self.squeeze = nn.Conv2d(inplanes, squeeze, 1)
        self.expand1x1 = nn.Conv2d(squeeze, expand, 1)
        self.expand3x3 = nn.Conv2d(squeeze, expand, 3, padding=1)

    def forward(self, x):
        x = torch.relu(self.squeeze(x))
        return torch.relu(torch.cat([self.expand1x1(x), self.expand3x3(x)], 1))


class LONet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(10, 16, 3, stride=(1, 2), padding=1)
        self.fire1 = Fire(16, 8, 16)
        self.pool1 = nn.MaxPool2d(3, stride=(1, 2), padding=1)
        self.fire2 = Fire(32, 8, 32)
        self.pool2 = nn.MaxPool2d(3, stride=2, padding=1)
        self.fc1 = nn.Linear(64 * 8 * 21, 128)
        self.dropout = nn.Dropout(0.5)
        self.fc_x = nn.Linear(128, 3)
        self.fc_q = nn.Linear(128, 4)

    def forward(self, curr_img, prev_img):
        x = torch.cat([curr_img, prev_img], dim=1)
        x = self.pool1(self.fire1(torch.relu(self.conv1(x))))
        x = self.pool2(self.fire2(x))
        x = torch.relu(self.fc1(x.flatten(1)))
        x = self.dropout(x)
        return self.fc_x(x), self.fc_q(x)


class KittiScans(Dataset):
    """Range images: x, y, z, intensity, range in 16 rings by 174 columns."""

    def __init__(self, n=8):
        self.scans, self.poses = torch.rand(n + 1, 5, 16, 174), torch.rand(n, 7)

    def __len__(self):
        return len(self.poses)

    def __getitem__(self, i):
        return self.scans[i + 1], self.scans[i], self.poses[i]


def train(model, train_dataloader, epochs):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        for curr_img, prev_img, pose_gt in train_dataloader:
            x_out, q_out = model(curr_img, prev_img)
            loss = nn.functional.mse_loss(x_out, pose_gt[:, :3]) + nn.functional.mse_loss(q_out, pose_gt[:, 3:])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(epoch, loss.item())


train(LONet(), DataLoader(KittiScans(), batch_size=4), epochs=1)
