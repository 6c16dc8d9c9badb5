import torch
from torch import nn


class FrameResnet(nn.Module):
    """Per-frame features, B x T x C."""

    def __init__(self, hidden_size):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 16, 5, stride=4, padding=2), nn.ReLU(inplace=True),
            nn.Conv2d(16, hidden_size, 3, stride=2, padding=1), nn.ReLU(inplace=True),
        )

    def forward(self, frames):
        b, t = frames.shape[:2]
        x = self.stem(frames.flatten(0, 1)).mean((2, 3))
        return x.view(b, t, -1)


class TransformerResnet(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.resnet = FrameResnet(config.hidden_size)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, config.hidden_size))
        self.pos_embed = nn.Parameter(torch.zeros(config.appearance_num_frames + 1, 1, config.hidden_size))
        layer = nn.TransformerEncoderLayer(config.hidden_size, config.num_heads, 2 * config.hidden_size, dropout=0.1)
        self.transformer = nn.TransformerEncoder(layer, config.num_layers)
        self.classifier = nn.Linear(config.hidden_size, config.num_classes)

    def forward_features(self, frames):
        # [T, B, C]
        features = self.resnet(frames).transpose(0, 1)
        cls = self.cls_token.expand(-1, features.size(1), -1)
        features = torch.cat((cls, features), dim=0)
        features = features + self.pos_embed
        return self.transformer(features)

    def forward(self, batch):
        return self.classifier(self.forward_features(batch["frames"])[0])
