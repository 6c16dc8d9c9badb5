import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

NUM_SEGMENTS = 8


class SegmentedVideos(Dataset):
    """Eight frames of each video, one from every segment."""

    def __len__(self):
        return 12

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        return torch.rand(NUM_SEGMENTS, 3, 32, 32, generator=g), i % 4


class TemporalShift(nn.Module):
    def __init__(self, net, n_segment, fold_div=8):
        super().__init__()
        self.net, self.n_segment, self.fold_div = net, n_segment, fold_div

    def forward(self, x):
        nt, c, h, w = x.shape
        x = x.view(nt // self.n_segment, self.n_segment, c, h, w)
        fold = c // self.fold_div
        out = torch.zeros_like(x)
        out[:, :-1, :fold] = x[:, 1:, :fold]
        out[:, 1:, fold:2 * fold] = x[:, :-1, fold:2 * fold]
        out[:, :, 2 * fold:] = x[:, :, 2 * fold:]
        return self.net(out.view(nt, c, h, w))


class ShiftNet(nn.Module):
    def __init__(self, num_class, n_segment):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU())
        self.shifted = TemporalShift(nn.Conv2d(16, 32, 3, 2, 1), n_segment)
        self.new_fc = nn.Linear(32, num_class)

    def forward(self, video):
        frames = video.view(-1, *video.shape[2:])
        maps = self.shifted(self.stem(frames)).relu()
        base_out = self.new_fc(maps.mean(dim=(2, 3)))
        return base_out


torch.manual_seed(0)
model = ShiftNet(num_class=4, n_segment=NUM_SEGMENTS)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
for video, target in DataLoader(SegmentedVideos(), batch_size=4, shuffle=True):
    output = model(video)
    loss = criterion(output, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
