from torch import nn

from gsm import gsmModule


class GSMBackbone(nn.Module):
    def __init__(self, num_segments=8):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 7, stride=4, padding=3), nn.BatchNorm2d(16), nn.ReLU())
        self.gsm = gsmModule(16, num_segments=num_segments)
        self.conv = nn.Sequential(nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU())
        self.last_dim = 32

    def forward(self, x):
        x = self.stem(x)
        x = self.gsm(x)
        return self.conv(x).mean((2, 3))


class VideoModel(nn.Module):
    def __init__(self, num_class, num_segments, dropout=0.5):
        super().__init__()
        self.num_segments = num_segments
        self.base_model = GSMBackbone()
        self.dropout = nn.Dropout(dropout)
        self.new_fc = nn.Linear(self.base_model.last_dim, num_class)

    def forward(self, x):
        frames = x.view((-1, 3) + x.size()[-2:])
        base_out = self.new_fc(self.dropout(self.base_model(frames)))
        base_out = base_out.view((-1, self.num_segments) + base_out.size()[1:])
        return base_out.mean(dim=1)
