from collections import OrderedDict

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

# pre-contrast ("pre"), FLAIR ("flair") and post-contrast ("post") were recorded
SEQUENCES = ["flair", "post"]


class UNet(nn.Module):
    def __init__(self, in_channels=3, out_channels=1, init_features=32):
        super().__init__()
        f = init_features
        self.encoder1 = self._block(in_channels, f, "enc1")
        self.pool1 = nn.MaxPool2d(2)
        self.bottleneck = self._block(f, 2 * f, "bottleneck")
        self.upconv1 = nn.ConvTranspose2d(2 * f, f, 2, 2)
        self.decoder1 = self._block(2 * f, f, "dec1")
        self.conv = nn.Conv2d(f, out_channels, 1)

    @staticmethod
    def _block(cin, cout, name):
        return nn.Sequential(OrderedDict([
            (name + "conv1", nn.Conv2d(cin, cout, 3, padding=1, bias=False)),
            (name + "norm1", nn.BatchNorm2d(cout)),
            (name + "relu1", nn.ReLU(inplace=True)),
        ]))

    def forward(self, x):
        enc1 = self.encoder1(x)
        x = self.upconv1(self.bottleneck(self.pool1(enc1)))
        x = self.decoder1(torch.cat([x, enc1], dim=1))
        return torch.sigmoid(self.conv(x))


RELEASED = UNet(in_channels=3, out_channels=1, init_features=16).state_dict()


def unet(pretrained=False, **kwargs):
    model = UNet(**kwargs)
    if pretrained:
        state = OrderedDict(RELEASED)
        model.load_state_dict(state)
    return model


class BrainSlices(Dataset):
    def __init__(self, sequences, n=4):
        self.sequences, self.n = sequences, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        exam = {name: torch.randn(96, 96, generator=g) for name in ("pre", "flair", "post")}
        return torch.stack([exam[s] for s in self.sequences])


model = unet(in_channels=len(SEQUENCES), out_channels=1, init_features=16, pretrained=True).eval()
with torch.no_grad():
    for slices in DataLoader(BrainSlices(SEQUENCES), batch_size=2):
        tumour = model(slices)
        print(tumour.shape, (tumour > 0.5).float().mean().item())
