import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

LATENT = 10


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.fc = nn.Linear(64 * 7 * 7, LATENT)

    def forward(self, x):
        x = torch.relu(self.conv1(x))
        x = torch.relu(self.conv2(x))
        x = x.view(x.size(0), -1)
        return self.fc(x)


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(LATENT, 64 * 7 * 7)
        self.deconv1 = nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1)
        self.deconv2 = nn.ConvTranspose2d(32, 1, 4, stride=2, padding=1)

    def forward(self, z):
        x = torch.relu(self.fc(z))
        x = torch.relu(self.deconv1(x))
        return torch.sigmoid(self.deconv2(x))


# same format as MNIST
data = datasets.FakeData(size=64, image_size=(1, 28, 28), num_classes=10, transform=transforms.ToTensor())
loader = DataLoader(data, batch_size=32, shuffle=True)

encoder, decoder = Encoder(), Decoder()
params = list(encoder.parameters()) + list(decoder.parameters())
optimizer = torch.optim.Adam(params, lr=1e-3)
loss_fn = nn.BCELoss()

for img, _ in loader:
    code = encoder(img)
    recon = decoder(code)
    loss = loss_fn(recon, img)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"reconstruction loss {loss.item():.4f}")
