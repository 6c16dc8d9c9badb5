import io

import torch
from torch import nn

torch.manual_seed(13)


class Backbone(nn.Module):
    """Patches with learned positions, then a few blocks."""

    def __init__(self, resolution=96, patch=8, dim=32, depth=2):
        super().__init__()
        self.patch_embed = nn.Conv2d(3, dim, patch, patch)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, dim))
        self.position_embeddings = nn.Parameter(torch.randn(1, (resolution // patch) ** 2 + 1, dim) * 0.02)
        layer = nn.TransformerEncoderLayer(dim, 4, 2 * dim, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, depth, enable_nested_tensor=False)

    def forward(self, x):
        tokens = self.patch_embed(x).flatten(2).transpose(1, 2)
        tokens = torch.cat([self.cls_token.expand(len(x), -1, -1), tokens], 1)
        return self.encoder(tokens + self.position_embeddings)


class Detector(nn.Module):
    def __init__(self, resolution=96, n_queries=10, n_classes=5):
        super().__init__()
        self.backbone = Backbone(resolution)
        self.queries = nn.Parameter(torch.randn(n_queries, 32))
        self.decoder = nn.TransformerDecoderLayer(32, 4, 64, batch_first=True)
        self.class_embed, self.bbox_embed = nn.Linear(32, n_classes), nn.Linear(32, 4)

    def forward(self, x):
        memory = self.backbone(x)
        h = self.decoder(self.queries.expand(len(x), -1, -1), memory)
        return self.class_embed(h), self.bbox_embed(h).sigmoid()


def checkpoint_url(name):
    """Stands for the download of released weights, by the resolution in their name."""
    file = io.BytesIO()
    resolution = {"base-96": 96, "large-128": 128}[name]
    torch.save({"model": Detector(resolution).state_dict()}, file)
    file.seek(0)
    return file


model = Detector()
weights = torch.load(checkpoint_url("large-128"))["model"]
model.load_state_dict(weights)
model.eval()
photos = torch.rand(2, 3, 128, 128)
with torch.no_grad():
    logits, boxes = model(photos)
print(tuple(logits.shape), tuple(boxes.shape))
