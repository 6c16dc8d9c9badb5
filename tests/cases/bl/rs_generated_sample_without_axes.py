import torch
from torch import nn
from torch.distributions import Categorical

CLASSES = 64


def mu_law(x, mu=CLASSES - 1):
    y = torch.sign(x) * torch.log1p(mu * x.abs()) / torch.log1p(torch.tensor(float(mu)))
    return ((y + 1) / 2 * mu + 0.5).long()


class CausalConv1d(nn.Conv1d):
    def forward(self, x):
        left = (self.kernel_size[0] - 1) * self.dilation[0]
        return super().forward(nn.functional.pad(x, (left, 0)))


class WaveNet(nn.Module):
    def __init__(self, channels=24, dilations=(1, 2, 4, 8)):
        super().__init__()
        self.embed = nn.Embedding(CLASSES, channels)
        self.gates = nn.ModuleList(CausalConv1d(channels, 2 * channels, 2, dilation=d) for d in dilations)
        self.res = nn.ModuleList(nn.Conv1d(channels, channels, 1) for _ in dilations)
        self.head = nn.Sequential(nn.ReLU(), nn.Conv1d(channels, CLASSES, 1))

    def forward(self, ids):
        x = self.embed(ids).transpose(1, 2)
        skip = 0
        for gate, res in zip(self.gates, self.res):
            a, b = gate(x).chunk(2, dim=1)
            out = res(torch.tanh(a) * torch.sigmoid(b))
            x, skip = x + out, skip + out
        return self.head(skip)


def train(net, audio, steps=5):
    optimizer = torch.optim.Adam(net.parameters(), lr=2e-3)
    for _ in range(steps):
        logits = net(audio[:, :-1])
        loss = nn.functional.cross_entropy(logits, audio[:, 1:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("loss", loss.item())


@torch.no_grad()
def generate(net, seed, length, receptive_field=16):
    sample = seed
    for _ in range(length):
        logits = net(sample[:, -receptive_field:])
        m = Categorical(logits=logits[0, :, -1])
        new = m.sample()
        sample = torch.cat((sample, new), dim=1)
    return sample[:, seed.size(1):]


tone = torch.sin(torch.arange(400) * 0.2)[None] * 0.8
audio = mu_law(tone)
net = WaveNet()
train(net, audio)
print(generate(net, audio[:, :16], length=20))
