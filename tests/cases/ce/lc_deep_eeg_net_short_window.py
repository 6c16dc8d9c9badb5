import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

SFREQ = 250
N_CHANNELS, N_CLASSES = 64, 4
WINDOW_SECONDS = 1.5


class Deep4(nn.Module):
    """Four convolution-max-pooling blocks for raw EEG windows (batch, channels, time)."""

    def __init__(self, n_chans, n_classes, n_times, filter_length=10, filter_length_4=10, final_conv_length="auto"):
        super().__init__()
        self.features = nn.Sequential()
        self.features.add_module("conv_time", nn.Conv2d(1, 25, (filter_length, 1)))
        self.features.add_module("conv_spat", nn.Conv2d(25, 25, (1, n_chans), bias=False))
        self._add_pool_block(1, 25)
        for block, n_in, n_out, length in ((2, 25, 50, filter_length), (3, 50, 100, filter_length), (4, 100, 200, filter_length_4)):
            self.features.add_module(f"conv_{block}", nn.Conv2d(n_in, n_out, (length, 1), bias=False))
            self._add_pool_block(block, n_out)
        if final_conv_length == "auto":
            self.eval()
            with torch.no_grad():
                final_conv_length = self.features(torch.zeros(1, 1, n_times, n_chans)).shape[2]
            self.train()
        self.classifier = nn.Conv2d(200, n_classes, (final_conv_length, 1))

    def _add_pool_block(self, block, n_filters):
        self.features.add_module(f"bnorm_{block}", nn.BatchNorm2d(n_filters))
        self.features.add_module(f"elu_{block}", nn.ELU())
        self.features.add_module(f"pool_{block}", nn.MaxPool2d((3, 1), stride=(3, 1)))

    def forward(self, x):
        x = x.transpose(1, 2).unsqueeze(1)
        return self.classifier(self.features(x)).squeeze(3).squeeze(2)


def cut_windows(recording, markers, n_times):
    return torch.stack([recording[:, m:m + n_times] for m in markers])


torch.manual_seed(2)
n_times = int(WINDOW_SECONDS * SFREQ)
recording = torch.randn(N_CHANNELS, 60 * SFREQ)
markers = torch.arange(2 * SFREQ, 56 * SFREQ, 2 * SFREQ).tolist()
windows = cut_windows(recording, markers, n_times)
labels = torch.randint(0, N_CLASSES, (len(markers),))

model = Deep4(N_CHANNELS, N_CLASSES, n_times)
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=0.0005)
for x, y in DataLoader(TensorDataset(windows, labels), batch_size=9, shuffle=True):
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("train loss", loss.item())
