import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import Compose, Grayscale, ToTensor

CHARS = list("ABCDEFGHKMNLSIPRTUVWXY123456789")
CHARS_NUM = len(CHARS)
MAX_CAPTCHA = 6
BATCH_SIZE = 8

torch.manual_seed(0)


class CaptchaData(Dataset):
    """my captchas, 6 characters each"""

    def __init__(self, n=24, transform=None):
        rng = np.random.RandomState(5)
        self.pictures = [Image.fromarray(rng.randint(0, 255, (60, 200, 3)).astype("uint8")) for _ in range(n)]
        self.texts = rng.randint(0, CHARS_NUM, (n, MAX_CAPTCHA))
        self.transform = transform

    def __len__(self):
        return len(self.pictures)

    def __getitem__(self, idx):
        img = self.transform(self.pictures[idx])
        target = torch.zeros(MAX_CAPTCHA * CHARS_NUM)
        for i, c in enumerate(self.texts[idx]):
            target[i * CHARS_NUM + c] = 1
        return img, target


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.conv1 = nn.Conv2d(1, 32, 3)
        self.conv2 = nn.Conv2d(32, 48, 3)
        self.conv3 = nn.Conv2d(48, 48, 2)
        self.drop = nn.Dropout(0.2)
        self.fc1 = nn.Linear(48 * 6 * 27, 256)
        self.fc2 = nn.Linear(256, CHARS_NUM * MAX_CAPTCHA)

    def forward(self, x):
        # picture is 120 * 36
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.conv3(x))
        x = x.view(-1, 48 * 6 * 27)  # flatten here
        x = self.drop(F.relu(self.fc1(x)))
        return self.fc2(x)


def acc_on(output, target):
    output = output.view(-1, CHARS_NUM).argmax(1).view(-1, MAX_CAPTCHA)
    target = target.view(-1, CHARS_NUM).argmax(1).view(-1, MAX_CAPTCHA)
    return (output == target).float().mean().item()


def train():
    transform = Compose([
        Grayscale(),
        ToTensor(),
    ])
    train_data_loader = DataLoader(CaptchaData(transform=transform), batch_size=BATCH_SIZE, shuffle=True)
    net = Net()
    optimizer = optim.Adam(net.parameters(), lr=0.001)
    criterion = nn.MultiLabelSoftMarginLoss()
    for epoch in range(1):
        for img, target in train_data_loader:
            output = net(img)
            loss = criterion(output, target)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print("loss %.4f acc %.3f" % (loss.item(), acc_on(output, target)))


if __name__ == "__main__":
    train()
