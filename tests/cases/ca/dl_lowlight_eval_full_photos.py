import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class PairedPhotos(Dataset):
    def __init__(self, sizes, crop=None):
        self.high = [torch.rand(3, h, w) for h, w in sizes]
        self.crop = crop

    def __len__(self):
        return len(self.high)

    def __getitem__(self, i):
        high = self.high[i]
        if self.crop:
            top, left = (torch.randint(0, s - self.crop + 1, ()) for s in high.shape[1:])
            high = high[:, top:top + self.crop, left:left + self.crop]
        low = high * 0.15
        return low, high


class Up(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.scale = nn.Sequential(nn.Conv2d(a, b, 3, padding=1), nn.Upsample(scale_factor=2))
        self.fuse = nn.Conv2d(2 * b, b, 1)

    def forward(self, x, skip):
        return self.fuse(torch.cat([self.scale(x), skip], dim=1))


class LightNet(nn.Module):
    def __init__(self, ch=(12, 12, 24, 36)):
        super().__init__()
        self.first = nn.Conv2d(3, ch[0], 3, padding=1)
        self.down = nn.ModuleList(nn.Conv2d(a, b, 3, stride=2, padding=1) for a, b in zip(ch, ch[1:]))
        self.up3, self.up2, self.up1 = Up(ch[3], ch[2]), Up(ch[2], ch[1]), Up(ch[1], ch[0])
        self.last = nn.Conv2d(ch[0], 3, 3, padding=1)

    def forward(self, x):
        e = [self.first(x)]
        for layer in self.down:
            e.append(F.gelu(layer(e[-1])))
        y = self.up1(self.up2(self.up3(e[3], e[2]), e[1]), e[0])
        return x + self.last(y)


@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    total = 0.0
    for low, high in loader:
        out = model(low)
        total += -10 * torch.log10(F.mse_loss(out.clamp(0, 1), high)).item()
    return total / len(loader)


train_loader = DataLoader(PairedPhotos([(100, 150)] * 8, crop=64), batch_size=4, shuffle=True)
eval_loader = DataLoader(PairedPhotos([(96, 128), (100, 150), (120, 90)]), batch_size=1)
model = LightNet()
optimizer = torch.optim.Adam(model.parameters(), 1e-4)
for low, high in train_loader:
    loss = F.l1_loss(model(low), high)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("train l1", loss.item())
print("eval PSNR", evaluate(model, eval_loader))
