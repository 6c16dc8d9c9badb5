import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

torch.manual_seed(0)

num_epochs = 1
batch_size = 32
img_transform = transforms.Compose([
    transforms.ToTensor(),
    transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
])


class Digits(Dataset):
    """Stand-in for MNIST: strokes on black, 28 x 28, mode L."""

    def __init__(self, n, transform):
        rng = np.random.default_rng(0)
        self.data = np.zeros((n, 28, 28), dtype=np.uint8)
        for picture in self.data:
            r, c = rng.integers(4, 24, 2)
            picture[r - 1:r + 2, 4:24] = 255
            picture[4:24, c - 1:c + 2] = 200
        self.transform = transform

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        img = Image.fromarray(self.data[index])
        return self.transform(img)


class autoencoder(nn.Module):
    def __init__(self):
        super(autoencoder, self).__init__()
        self.encoder = nn.Sequential(
            nn.Linear(28 * 28, 128), nn.ReLU(True),
            nn.Linear(128, 64), nn.ReLU(True), nn.Linear(64, 3))
        self.decoder = nn.Sequential(
            nn.Linear(3, 64), nn.ReLU(True),
            nn.Linear(64, 128), nn.ReLU(True), nn.Linear(128, 28 * 28), nn.Tanh())

    def forward(self, x):
        return self.decoder(self.encoder(x))


dataloader = DataLoader(Digits(256, img_transform), batch_size=batch_size, shuffle=True)
model = autoencoder()
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-5)

for epoch in range(num_epochs):
    for img in dataloader:
        img = img.view(img.size(0), -1)
        output = model(img)
        loss = criterion(output, img)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("epoch [{}/{}], loss:{:.4f}".format(epoch + 1, num_epochs, loss.item()))
