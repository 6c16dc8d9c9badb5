import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

torch.manual_seed(11)

options = {"image_size": 64, "latent_size": 100, "batch_size": 16, "num_classes": 20, "lr": 2e-4}


class Generator(nn.Module):
    def __init__(self, latent_size=100, image_size=32):
        super().__init__()
        self.start = image_size // 8
        self.fc1 = nn.Linear(latent_size, 128 * self.start ** 2)
        self.convs = nn.Sequential(
            nn.ConvTranspose2d(128, 64, 4, 2, 1), nn.BatchNorm2d(64), nn.LeakyReLU(),
            nn.ConvTranspose2d(64, 32, 4, 2, 1), nn.BatchNorm2d(32), nn.LeakyReLU(),
            nn.ConvTranspose2d(32, 3, 4, 2, 1), nn.Sigmoid(),
        )

    def forward(self, z):
        x = self.fc1(z).view(z.size(0), 128, self.start, self.start)
        return self.convs(x)


class Discriminator(nn.Module):
    """One logit for every known class; the fake class has the constant logit zero."""

    def __init__(self, num_classes):
        super().__init__()
        self.dropout = nn.Dropout2d(0.2)
        self.conv1 = nn.Conv2d(3, 32, 3, 2, 1)
        self.conv2 = nn.Conv2d(32, 64, 3, 2, 1)
        self.conv3 = nn.Conv2d(64, 128, 3, 2, 1)
        self.bn2, self.bn3 = nn.BatchNorm2d(64), nn.BatchNorm2d(128)
        self.fc1 = nn.Linear(128 * 4 * 4, num_classes)

    def forward(self, x):
        x = self.dropout(nn.functional.leaky_relu(self.conv1(x), 0.2))
        x = nn.functional.leaky_relu(self.bn2(self.conv2(x)), 0.2)
        x = self.dropout(nn.functional.leaky_relu(self.bn3(self.conv3(x)), 0.2))
        x = x.view(x.size(0), -1)
        return self.fc1(x)


size = options["image_size"]
transform = transforms.Compose([transforms.Resize((size, size)), transforms.ToTensor()])
tiny = datasets.FakeData(48, (3, 64, 64), options["num_classes"], transform=transform, random_offset=5)
loader = DataLoader(tiny, batch_size=options["batch_size"], shuffle=True)
netG = Generator(options["latent_size"], image_size=size)
netD = Discriminator(options["num_classes"])
optG = torch.optim.Adam(netG.parameters(), lr=options["lr"], betas=(0.5, 0.999))
optD = torch.optim.Adam(netD.parameters(), lr=options["lr"], betas=(0.5, 0.999))

for i, (images, labels) in enumerate(loader):
    fake = netG(torch.randn(images.size(0), options["latent_size"]))
    real_logits = netD(images)
    fake_logits = netD(fake.detach())
    lossD = nn.functional.cross_entropy(real_logits, labels) + fake_logits.logsumexp(1).clamp(min=0).mean()
    optD.zero_grad()
    lossD.backward()
    optD.step()
    lossG = -netD(fake).logsumexp(1).mean()
    optG.zero_grad()
    lossG.backward()
    optG.step()
    print(f"[{i}] D {lossD.item():.3f} G {lossG.item():.3f}")
