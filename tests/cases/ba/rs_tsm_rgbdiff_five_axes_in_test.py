import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

NUM_SEGMENTS = 4


class Clips(Dataset):
    """Every segment has 6 RGB frames, all stacked along the channels."""

    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        return torch.rand(NUM_SEGMENTS * 6 * 3, 32, 32, generator=g), i % 3


class TemporalShift(nn.Module):
    def __init__(self, net, n_segment, n_div=8):
        super().__init__()
        self.net, self.n_segment, self.fold_div = net, n_segment, n_div

    def forward(self, x):
        nt, c, h, w = x.size()
        x = x.view(nt // self.n_segment, self.n_segment, c, h, w)
        fold = c // self.fold_div
        out = x.clone()
        out[:, :, :fold] = torch.roll(x[:, :, :fold], -1, dims=1)
        out[:, :, fold:2 * fold] = torch.roll(x[:, :, fold:2 * fold], 1, dims=1)
        return self.net(out.view(nt, c, h, w))


class TSN(nn.Module):
    def __init__(self, num_class, num_segments, new_length=5):
        super().__init__()
        self.num_segments, self.new_length = num_segments, new_length
        self.base_model = nn.Sequential(
            nn.Conv2d(3 * new_length, 16, 3, 2, 1), nn.ReLU(),
            TemporalShift(nn.Conv2d(16, 32, 3, 2, 1), num_segments), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, num_class),
        )

    def _get_diff(self, input):
        input_c = 3
        view = input.view((-1, self.num_segments, self.new_length + 1, input_c) + input.size()[2:])
        return view[:, :, 1:] - view[:, :, :-1]

    def forward(self, input):
        sample_len = 3 * self.new_length
        diff = self._get_diff(input)
        base_out = self.base_model(diff.reshape((-1, sample_len) + diff.size()[-2:]))
        return base_out.view((-1, self.num_segments) + base_out.size()[1:]).mean(1)


def eval_video(data, net, num_crop=1, modality="RGBDiff", is_shift=True):
    batch_size = data.size(0)
    length = {"RGB": 3, "Flow": 10, "RGBDiff": 18}[modality]
    data_in = data.view(-1, length, data.size(2), data.size(3))
    if is_shift:
        data_in = data_in.view(batch_size * num_crop, NUM_SEGMENTS, length, data_in.size(2), data_in.size(3))
    rst = net(data_in)
    return rst.reshape(batch_size, num_crop, -1).mean(1)


net = TSN(num_class=3, num_segments=NUM_SEGMENTS)
opt = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
for data, label in DataLoader(Clips(8), batch_size=4):
    loss = nn.functional.cross_entropy(net(data), label)
    opt.zero_grad()
    loss.backward()
    opt.step()
print("train loss", loss.item())

net.eval()
hits = 0
with torch.no_grad():
    for data, label in DataLoader(Clips(4), batch_size=2):
        hits += (eval_video(data, net).argmax(1) == label).sum().item()
print("Prec@1", 100 * hits / 4)
