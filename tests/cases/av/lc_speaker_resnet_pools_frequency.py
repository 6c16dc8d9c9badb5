import torch
import torch.nn.functional as F
from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv1 = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(c)
        self.conv2 = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(c)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        return F.relu(x + self.bn2(self.conv2(out)))


class SpeakerResNet(nn.Module):
    """Filter banks as a picture (1, mels, frames); the stages halve both axes."""

    def __init__(self, embedding_size=64, widths=(8, 16, 32, 64)):
        super().__init__()
        stages, cin = [], 1
        for c in widths:
            stages += [nn.Conv2d(cin, c, 5, stride=2, padding=2, bias=False), nn.BatchNorm2d(c), nn.ReLU(), BasicBlock(c)]
            cin = c
        self.stages = nn.Sequential(*stages)
        self.avgpool = nn.AdaptiveAvgPool2d((1, None))
        self.fc = nn.Linear(widths[-1] * 4, embedding_size)

    def forward(self, x):
        x = self.stages(x)
        x = self.avgpool(x)
        x = x.view(x.size(0), -1)
        return F.normalize(self.fc(x)) * 10


class TripletSampler:
    def __init__(self, n_speakers=6, n_mels=64, n_frames=32):
        self.n_speakers, self.shape = n_speakers, (1, n_mels, n_frames)

    def batch(self, size):
        who = torch.randint(0, self.n_speakers, (size,))
        other = (who + 1) % self.n_speakers

        def utterance(speaker):
            return torch.randn(size, *self.shape) + speaker.view(-1, 1, 1, 1)

        return utterance(who), utterance(who), utterance(other)


torch.manual_seed(0)
model = SpeakerResNet()
criterion = nn.TripletMarginLoss(margin=0.1)
optimizer = torch.optim.Adagrad(model.parameters(), lr=0.1, lr_decay=1e-4)
sampler = TripletSampler()
for step in range(2):
    a, p, n = sampler.batch(8)
    loss = criterion(model(a), model(p), model(n))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"Train step {step} loss {loss.item():.6f}")
