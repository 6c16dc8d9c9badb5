import io

import torch
from torch import nn

torch.manual_seed(11)


class SparseLikeConv(nn.Module):
    """A volume convolution with its kernel stored as (out, depth, height, width, in)."""

    def __init__(self, cin, cout, k=3):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(cout, k, k, k, cin) * 0.05)
        self.bias = nn.Parameter(torch.zeros(cout))
        self.padding = k // 2

    def forward(self, x):
        return nn.functional.conv3d(x, self.weight.permute(0, 4, 1, 2, 3), self.bias, padding=self.padding)


class Segmenter3D(nn.Module):
    def __init__(self, conv, width=8, n_classes=4):
        super().__init__()
        self.stem = conv(3, width)
        self.block1 = nn.Sequential(conv(width, 2 * width), nn.ReLU())
        self.block2 = nn.Sequential(conv(2 * width, 2 * width), nn.ReLU())
        self.head = nn.Linear(2 * width, n_classes)

    def forward(self, x):
        h = self.block2(self.block1(torch.relu(self.stem(x))))
        return self.head(h.movedim(1, -1))


def released():
    """Weights that were trained with the library's first version, whose kernels are (out, in, depth, height, width)."""
    file = io.BytesIO()
    torch.save(Segmenter3D(lambda i, o: nn.Conv3d(i, o, 3, padding=1)).state_dict(), file)
    file.seek(0)
    return file


def load(model, file):
    weights = torch.load(file)
    own = model.state_dict()
    weights = {key: value for key, value in weights.items() if key in own}
    model.load_state_dict(weights)
    return model


scene = torch.rand(1, 3, 12, 12, 12)
model = load(Segmenter3D(SparseLikeConv), released()).eval()
with torch.no_grad():
    print("classes", model(scene).argmax(-1).unique().tolist())
