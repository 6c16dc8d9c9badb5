import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

N_SCALES, N_FEAT = 3, 32

tfs = transforms.Compose([
    transforms.Resize((480, 640)),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])


class FeatureExtractor(nn.Module):
    """Frozen network of stride 32, applied to three sizes of the picture."""

    def __init__(self):
        super().__init__()
        layers, c = [], 3
        for v in (8, 8, 16, 16, N_FEAT):
            layers += [nn.Conv2d(c, v, 3, 2, 1), nn.SiLU()]
            c = v
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        y = []
        for s in range(N_SCALES):
            feat_s = F.interpolate(x, scale_factor=0.5 ** s) if s else x
            y.append(self.net(feat_s))
        return y


class CrossConvolutions(nn.Module):
    def __init__(self, ch=N_FEAT, hidden=48):
        super().__init__()
        self.conv = nn.ModuleList(nn.Conv2d(ch, hidden, 3, padding=1) for _ in range(N_SCALES))
        self.up = nn.ModuleList(nn.Conv2d(ch, hidden, 3, padding=1) for _ in range(N_SCALES - 1))
        self.down = nn.ModuleList(nn.Conv2d(ch, hidden, 3, 2, 1) for _ in range(N_SCALES - 1))
        self.out = nn.ModuleList(nn.Conv2d(hidden, ch, 1) for _ in range(N_SCALES))

    def forward(self, y):
        result = []
        for s in range(N_SCALES):
            h = self.conv[s](y[s])
            if s + 1 < N_SCALES:
                h = h + F.interpolate(self.up[s](y[s + 1]), scale_factor=2)
            if s > 0:
                h = h + self.down[s - 1](y[s - 1])
            result.append(self.out[s](F.leaky_relu(h)))
        return result


train_set = FakeData(size=6, image_size=(3, 480, 640), transform=tfs)
fe = FeatureExtractor().eval().requires_grad_(False)
flow = CrossConvolutions()
optimizer = torch.optim.Adam(flow.parameters(), lr=2e-4, weight_decay=1e-5)
for image, _ in DataLoader(train_set, batch_size=2):
    z = flow(fe(image))
    loss = torch.stack([0.5 * (t ** 2).mean() for t in z]).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("train loss", loss.item())
