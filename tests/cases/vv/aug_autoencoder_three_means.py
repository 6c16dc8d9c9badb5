import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

num_epochs = 1
batch_size = 16
learning_rate = 1e-3

img_transform = transforms.Compose([
    transforms.ToTensor(),
    transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
])


def to_img(x):
    x = 0.5 * (x + 1)
    return x.clamp(0, 1).view(x.size(0), 1, 28, 28)


def draw_digits(folder, n=48):
    rng = np.random.RandomState(12)
    for i in range(n):
        canvas = np.zeros((28, 28), dtype="uint8")
        r, c = rng.randint(3, 10, 2)
        canvas[r:r + 14, c:c + 3] = 220
        canvas[r:r + 3, c:c + 5 + i % 8] = 180
        Image.fromarray(canvas).save(os.path.join(folder, f"digit_{i:03d}.png"))


class DigitFiles(Dataset):
    def __init__(self, folder, transform):
        self.paths = sorted(os.path.join(folder, f) for f in os.listdir(folder))
        self.transform = transform

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, i):
        img = Image.open(self.paths[i])
        return self.transform(img), i % 10


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Linear(28 * 28, 128), nn.ReLU(True),
            nn.Linear(128, 64), nn.ReLU(True),
            nn.Linear(64, 12), nn.ReLU(True),
            nn.Linear(12, 3),
        )
        self.decoder = nn.Sequential(
            nn.Linear(3, 12), nn.ReLU(True),
            nn.Linear(12, 64), nn.ReLU(True),
            nn.Linear(64, 128), nn.ReLU(True),
            nn.Linear(128, 28 * 28), nn.Tanh(),
        )

    def forward(self, x):
        return self.decoder(self.encoder(x))


with tempfile.TemporaryDirectory() as folder:
    draw_digits(folder)
    dataloader = DataLoader(DigitFiles(folder, img_transform), batch_size=batch_size, shuffle=True)
    model = Autoencoder()
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate, weight_decay=1e-5)
    for epoch in range(num_epochs):
        for img, _ in dataloader:
            img = img.view(img.size(0), -1)
            output = model(img)
            loss = criterion(output, img)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch [{epoch + 1}/{num_epochs}], loss:{loss.item():.4f}")
        pic = to_img(output.detach())
        print("saved picture", tuple(pic.shape))
