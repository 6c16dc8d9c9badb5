from torch import nn


def stage(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, 2, 1, bias=False), nn.BatchNorm2d(cout), nn.PReLU(cout))


class ArcFace(nn.Module):
    """112 x 112 aligned face -> identity vector"""

    def __init__(self, embedding=512):
        super().__init__()
        self.layers = nn.Sequential(stage(3, 16), stage(16, 32), stage(32, 64), stage(64, 512))
        self.dropout = nn.Dropout()
        self.fc = nn.Linear(512 * 7 * 7, embedding)
        self.bn = nn.BatchNorm1d(embedding)

    def forward(self, x):
        x = self.dropout(self.layers(x))
        x = x.view(x.size(0), -1)
        x = self.fc(x)
        return self.bn(x)
