import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

latent_dim = 64
n_classes = 10
img_size = 28
img_dim = img_size * img_size
batch_size = 32
n_epochs = 1

torch.manual_seed(42)


def synthetic_digits(n=128):
    labels = torch.randint(0, n_classes, (n,))
    imgs = 0.1 * torch.rand(n, 1, img_size, img_size)
    for i, c in enumerate(labels.tolist()):
        imgs[i, 0, 2 * c:2 * c + 6, 4:24] += 0.8
    return imgs.clamp(0, 1) * 2 - 1, labels


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.label_emb = nn.Embedding(n_classes, n_classes)

        def block(n_in, n_out, normalize=True):
            layers = [nn.Linear(n_in, n_out)]
            if normalize:
                layers.append(nn.BatchNorm1d(n_out, 0.8))
            layers.append(nn.LeakyReLU(0.2, inplace=True))
            return layers

        self.model = nn.Sequential(
            *block(latent_dim + n_classes, 128, normalize=False),
            *block(128, 256),
            *block(256, 512),
            nn.Linear(512, img_dim),
            nn.Tanh(),
        )

    def forward(self, noise, labels):
        gen_input = torch.cat((self.label_emb(labels), noise), -1)
        img = self.model(gen_input)
        return img.view(img.size(0), 1, img_size, img_size)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.label_emb = nn.Embedding(n_classes, n_classes)
        self.model = nn.Sequential(
            nn.Linear(img_dim, 512),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Linear(512, 256),
            nn.Dropout(0.4),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Linear(256, 1),
        )

    def forward(self, img, labels):
        d_in = torch.cat((img.view(img.size(0), -1), self.label_emb(labels)), -1)
        return self.model(d_in)


imgs, digits = synthetic_digits()
dataloader = DataLoader(TensorDataset(imgs, digits), batch_size=batch_size, shuffle=True)

adversarial_loss = nn.MSELoss()
generator = Generator()
discriminator = Discriminator()
optimizer_G = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
optimizer_D = torch.optim.Adam(discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))

for epoch in range(n_epochs):
    for i, (real_imgs, labels) in enumerate(dataloader):
        bs = real_imgs.size(0)
        valid = torch.ones(bs, 1)
        fake = torch.zeros(bs, 1)

        optimizer_G.zero_grad()
        z = torch.randn(bs, latent_dim)
        gen_labels = torch.randint(0, n_classes, (bs,))
        gen_imgs = generator(z, gen_labels)
        validity = discriminator(gen_imgs, gen_labels)
        g_loss = adversarial_loss(validity, valid)
        g_loss.backward()
        optimizer_G.step()

        optimizer_D.zero_grad()
        d_real = adversarial_loss(discriminator(real_imgs, labels), valid)
        d_fake = adversarial_loss(discriminator(gen_imgs.detach(), gen_labels), fake)
        d_loss = (d_real + d_fake) / 2
        d_loss.backward()
        optimizer_D.step()
        print(f"[{epoch}/{n_epochs}] [{i}/{len(dataloader)}] D {d_loss.item():.4f} G {g_loss.item():.4f}")

generator.eval()
with torch.no_grad():
    grid = generator(torch.randn(10, latent_dim), torch.arange(10))
print("samples", tuple(grid.shape))
