import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

batch_size = 4


class NyuDepth(Dataset):
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.rgb = torch.rand(n, 3, 64, 80, generator=g)
        self.depth = torch.rand(n, 1, 64, 80, generator=g) * 10

    def __len__(self):
        return len(self.rgb)

    def __getitem__(self, i):
        return self.rgb[i], self.depth[i]


class UpProject(nn.Module):
    def __init__(self, in_channels, out_channels, batch_size):
        super().__init__()
        self.batch_size = batch_size
        self.branches = nn.ModuleList(nn.Conv2d(in_channels, out_channels, 3, padding=1) for _ in range(4))
        self.bn = nn.BatchNorm2d(out_channels)
        self.conv = nn.Conv2d(out_channels, out_channels, 3, padding=1)

    def interleave(self, maps):
        a, b, c, d = maps
        height, width = a.shape[2:]
        top = torch.stack((a, b), dim=-1).flatten(3)
        bottom = torch.stack((c, d), dim=-1).flatten(3)
        rows = torch.stack((top, bottom), dim=3)
        return rows.view(self.batch_size, -1, height * 2, width * 2)

    def forward(self, x):
        out = self.bn(self.interleave([branch(x) for branch in self.branches]))
        return torch.relu(self.conv(torch.relu(out)))


class FCRN(nn.Module):
    def __init__(self, batch_size):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(3, 16, 7, 2, 3), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 64, 3, 2, 1), nn.BatchNorm2d(64), nn.ReLU(),
        )
        self.up1 = UpProject(64, 32, batch_size)
        self.up2 = UpProject(32, 16, batch_size)
        self.conv3 = nn.Conv2d(16, 1, 3, padding=1)

    def forward(self, x):
        x = self.up2(self.up1(self.encoder(x)))
        return torch.relu(self.conv3(x))


train_loader = DataLoader(NyuDepth(16, seed=0), batch_size=batch_size, shuffle=True, drop_last=True)
val_loader = DataLoader(NyuDepth(8, seed=1), batch_size=2, shuffle=False, drop_last=True)
model = FCRN(batch_size)
loss_fn = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-5)

for epoch in range(1):
    model.train()
    for image, depth in train_loader:
        loss = loss_fn(model(image), depth)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("epoch", epoch, "train", loss.item())
    model.eval()
    with torch.no_grad():
        losses = [loss_fn(model(image), depth).item() for image, depth in val_loader]
    print("epoch", epoch, "val", sum(losses) / len(losses))
