from types import SimpleNamespace

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

args = SimpleNamespace(num_segments=8, shift_div=8, classes=6, size=48, batch=3, lr=1e-2)


class GestureClips(Dataset):
    def __init__(self, n, frames=32):
        g = torch.Generator().manual_seed(1)
        self.videos = torch.randint(0, 256, (n, frames, 3, args.size, args.size), generator=g, dtype=torch.uint8)
        self.labels = torch.randint(0, args.classes, (n,), generator=g)

    def sample_indices(self, total):
        seg = total // args.num_segments
        return torch.arange(args.num_segments) * seg + torch.randint(seg, (args.num_segments,))

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, k):
        video = self.videos[k]
        frames = video[self.sample_indices(len(video))]
        return frames.float().div(255).sub(0.5).div(0.25), self.labels[k]


class TemporalShift(nn.Module):
    def __init__(self, net, n_segment, n_div):
        super().__init__()
        self.net, self.n_segment, self.fold_div = net, n_segment, n_div

    def shift(self, x):
        nt, c, h, w = x.shape
        x = x.view(nt // self.n_segment, self.n_segment, c, h, w)
        fold = c // self.fold_div
        out = torch.zeros_like(x)
        out[:, :-1, :fold] = x[:, 1:, :fold]
        out[:, 1:, fold:2 * fold] = x[:, :-1, fold:2 * fold]
        out[:, :, 2 * fold:] = x[:, :, 2 * fold:]
        return out.view(nt, c, h, w)

    def forward(self, x):
        return self.net(self.shift(x))


class BasicBlock(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.conv1 = TemporalShift(
            nn.Conv2d(cin, cout, 3, stride, 1, bias=False), args.num_segments, args.shift_div)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.down = nn.Conv2d(cin, cout, 1, stride, bias=False)

    def forward(self, x):
        y = self.bn1(self.conv1(x)).relu()
        return (self.bn2(self.conv2(y)) + self.down(x)).relu()


class TSN(nn.Module):
    def __init__(self, n_class, n_segment):
        super().__init__()
        self.n_segment = n_segment
        self.base_model = nn.Sequential(
            nn.Conv2d(3, 16, 7, 2, 3, bias=False), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(3, 2, 1),
            BasicBlock(16, 32, 1), BasicBlock(32, 64, 2),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.5),
        )
        self.new_fc = nn.Linear(64, n_class)

    def forward(self, x):
        scores = self.new_fc(self.base_model(x))
        return scores.view(-1, self.n_segment, scores.size(1)).mean(dim=1)


def train(loader, model, criterion, optimizer):
    model.train()
    for i, (frames, target) in enumerate(loader):
        output = model(frames)
        loss = criterion(output, target)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 20)
        optimizer.step()
        print(f"[{i}/{len(loader)}] loss {loss.item():.3f}")


torch.manual_seed(0)
model = TSN(args.classes, args.num_segments)
train(
    DataLoader(GestureClips(6), batch_size=args.batch, shuffle=True),
    model,
    nn.CrossEntropyLoss(),
    torch.optim.SGD(model.parameters(), args.lr, momentum=0.9),
)
