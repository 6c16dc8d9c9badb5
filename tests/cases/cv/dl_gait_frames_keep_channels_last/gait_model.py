from torch import nn


class GaitBaseline(nn.Module):
    def __init__(self, num_ids, in_channels=3, channels=16, bins=8):
        super().__init__()
        self.bins = bins
        self.backbone = nn.Sequential(
            nn.Conv2d(in_channels, channels, 5, padding=2), nn.LeakyReLU(inplace=True), nn.MaxPool2d(2),
            nn.Conv2d(channels, channels * 2, 3, padding=1), nn.LeakyReLU(inplace=True), nn.MaxPool2d(2),
        )
        self.fc = nn.Linear(channels * 2, 32)
        self.classifier = nn.Linear(32, num_ids)

    def forward(self, clips):
        n, s = clips.shape[:2]
        feats = self.backbone(clips.flatten(0, 1))
        feats = feats.reshape(n, s, *feats.shape[1:]).max(dim=1)[0]
        # horizontal pooling: every strip of the body is described on its own
        strips = feats.reshape(n, feats.shape[1], self.bins, -1)
        strips = strips.mean(-1) + strips.max(-1)[0]
        return self.classifier(self.fc(strips.transpose(1, 2))).mean(dim=1)
