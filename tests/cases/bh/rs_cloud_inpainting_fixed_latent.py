import torch
from torch import nn
from torch.nn import functional as F

SCENE_SIZE = (224, 160)
Z_DIM = 16


def down(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 4, 2, 1), nn.LeakyReLU(0.1))


def up(cin, cout):
    return nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(cin, cout, 3, padding=1), nn.LeakyReLU(0.1))


class AutoAttn(nn.Module):
    """Fills the hole with features of the visible part that look alike."""

    def __init__(self, channels):
        super().__init__()
        self.query = nn.Conv2d(channels, channels // 4, 1)
        self.merge = nn.Conv2d(2 * channels, channels, 1)

    def forward(self, x, pre):
        B, C, W, H = x.size()
        q = self.query(x).view(B, -1, W * H)
        attention = torch.softmax(torch.bmm(q.permute(0, 2, 1), q), dim=-1)
        flow = torch.bmm(pre.view(B, -1, W * H), attention.permute(0, 2, 1)).view(B, -1, W, H)
        return self.merge(torch.cat([x, flow], dim=1))


class CloudRemover(nn.Module):
    def __init__(self, bands=4, ch=32):
        super().__init__()
        self.encoder = nn.Sequential(down(bands + 1, ch // 2), down(ch // 2, ch), down(ch, ch))
        self.bottleneck = nn.Sequential(down(ch, ch), down(ch, ch))
        self.prior = nn.Conv2d(ch, 2 * Z_DIM, 1)
        self.generator = nn.Sequential(up(Z_DIM, ch), up(ch, ch))
        self.attn = AutoAttn(ch)
        self.to_scene = nn.Sequential(up(ch, ch), up(ch, ch // 2), up(ch // 2, ch // 2), nn.Conv2d(ch // 2, bands, 3, padding=1))

    def forward(self, scene, mask):
        pre = self.encoder(torch.cat([scene * (1 - mask), mask], dim=1))
        mu, logvar = self.prior(self.bottleneck(pre)).mean(dim=(2, 3), keepdim=True).chunk(2, dim=1)
        noise = torch.randn(len(scene), Z_DIM, 8, 8)
        z = mu + noise * (0.5 * logvar).exp()
        x = self.attn(self.generator(z), pre)
        return self.to_scene(x), mu, logvar


torch.manual_seed(4)
model = CloudRemover()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
for step in range(2):
    scene = torch.rand(1, 4, *SCENE_SIZE)
    mask = (F.interpolate(torch.rand(1, 1, 7, 5), size=SCENE_SIZE, mode="bilinear") > 0.6).float()
    filled, mu, logvar = model(scene, mask)
    kl = -0.5 * (1 + logvar - mu ** 2 - logvar.exp()).mean()
    loss = F.l1_loss(filled, scene) + 0.1 * kl
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
