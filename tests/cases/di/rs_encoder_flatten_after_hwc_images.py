import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class MultimodalManipulation(Dataset):
    """Camera picture, force reading and proprioception of one peg insertion step."""

    def __init__(self, n=8, size=64):
        g = torch.Generator().manual_seed(3)
        self.image = torch.randint(0, 256, (n, size, size, 3), generator=g).float()
        self.force = torch.randn(n, 6, 32, generator=g)
        self.proprio = torch.randn(n, 8, generator=g)
        self.contact = torch.randint(0, 2, (n,), generator=g).float()

    def __len__(self):
        return len(self.contact)

    def __getitem__(self, i):
        return {k: getattr(self, k)[i] for k in ("image", "force", "proprio", "contact")}


class Flatten(nn.Module):
    """Flattens convolutional feature maps for fc layers."""

    def forward(self, x):
        return x.view(x.size(0), -1)


def conv2d(in_channels, out_channels, kernel_size=3, stride=2):
    return nn.Sequential(
        nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding=(kernel_size - 1) // 2, bias=True),
        nn.LeakyReLU(0.1, inplace=True),
    )


class ImageEncoder(nn.Module):
    def __init__(self, z_dim):
        super().__init__()
        self.img_conv1 = conv2d(3, 16, kernel_size=7)
        self.img_conv2 = conv2d(16, 32, kernel_size=5)
        self.img_conv3 = conv2d(32, 32)
        self.img_conv4 = conv2d(32, 32)
        self.flatten = Flatten()
        self.img_encoder = nn.Linear(32 * 4 * 4, 2 * z_dim)

    def forward(self, image):
        out = self.img_conv2(self.img_conv1(image))
        out = self.img_conv4(self.img_conv3(out))
        flattened = self.flatten(out)
        return self.img_encoder(flattened)


class ForceEncoder(nn.Module):
    def __init__(self, z_dim):
        super().__init__()
        self.frc_encoder = nn.Sequential(
            nn.Conv1d(6, 16, kernel_size=2, stride=2), nn.LeakyReLU(0.1, inplace=True),
            nn.Conv1d(16, 2 * z_dim, kernel_size=2, stride=2), nn.LeakyReLU(0.1, inplace=True),
        )

    def forward(self, force):
        return self.frc_encoder(force).mean(-1)


class SensorFusion(nn.Module):
    def __init__(self, z_dim=16):
        super().__init__()
        self.img_encoder = ImageEncoder(z_dim)
        self.frc_encoder = ForceEncoder(z_dim)
        self.proprio_encoder = nn.Sequential(nn.Linear(8, 32), nn.LeakyReLU(0.1), nn.Linear(32, 2 * z_dim))
        self.contact_fc = nn.Linear(3 * 2 * z_dim, 1)

    def forward(self, vis_in, frc_in, proprio_in):
        image = (vis_in / 255.0).permute(0, 3, 1, 2)
        parts = [self.img_encoder(image), self.frc_encoder(frc_in), self.proprio_encoder(proprio_in)]
        return self.contact_fc(torch.cat(parts, dim=1)).squeeze(1)


def train(model, loader):
    loss_contact = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    for i_iter, batch in enumerate(loader):
        logits = model(batch["image"], batch["force"], batch["proprio"])
        loss = loss_contact(logits, batch["contact"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"iteration {i_iter}: contact loss {loss.item():.4f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    train(SensorFusion(), DataLoader(MultimodalManipulation(), batch_size=4, shuffle=True))
