import argparse

import torch
from torch import nn


def get_args():
    p = argparse.ArgumentParser()
    p.add_argument("--resolution", type=int, nargs=2, default=[504, 560])
    p.add_argument("--patch_size", type=int, default=14)
    p.add_argument("--num_windows", type=int, default=4)
    p.add_argument("--hidden_dim", type=int, default=48)
    p.add_argument("--num_queries", type=int, default=20)
    args = p.parse_args([])
    stride = args.patch_size * args.num_windows
    assert all(r % stride == 0 for r in args.resolution), "resolution must be a multiple of patches and windows"
    return args


class WindowedEmbeddings(nn.Module):
    """Patch tokens with positions, cut into num_windows x num_windows windows."""

    def __init__(self, args):
        super().__init__()
        self.num_windows, self.patch = args.num_windows, args.patch_size
        grid_h, grid_w = (r // args.patch_size for r in args.resolution)
        self.projection = nn.Conv2d(3, args.hidden_dim, self.patch, self.patch)
        self.position = nn.Parameter(torch.zeros(1, args.hidden_dim, grid_h, grid_w))

    def forward(self, pixels):
        batch, _, height, width = pixels.shape
        n_h, n_w = height // self.patch, width // self.patch
        tokens = (self.projection(pixels) + self.position).permute(0, 2, 3, 1)
        n = self.num_windows
        h_per_window = n_h // n
        w_per_window = n_w // n
        windows = tokens.reshape(batch, n, h_per_window, n, h_per_window, -1)
        windows = windows.permute(0, 1, 3, 2, 4, 5)
        return windows.reshape(batch * n * n, h_per_window * w_per_window, -1)


class Detector(nn.Module):
    def __init__(self, args, num_classes=5):
        super().__init__()
        dim = args.hidden_dim
        self.embeddings = WindowedEmbeddings(args)
        self.local = nn.TransformerEncoderLayer(dim, 4, 2 * dim, batch_first=True)
        self.queries = nn.Parameter(torch.randn(args.num_queries, dim))
        self.decoder = nn.TransformerDecoderLayer(dim, 4, 2 * dim, batch_first=True)
        self.class_embed, self.bbox_embed = nn.Linear(dim, num_classes), nn.Linear(dim, 4)

    def forward(self, pixels):
        tokens = self.local(self.embeddings(pixels))
        memory = tokens.reshape(len(pixels), -1, tokens.shape[-1])
        h = self.decoder(self.queries.expand(len(pixels), -1, -1), memory)
        return self.class_embed(h), self.bbox_embed(h).sigmoid()


args = get_args()
detector = Detector(args).eval()
camera = torch.rand(1, 3, *args.resolution)
with torch.no_grad():
    logits, boxes = detector(camera)
print(tuple(logits.shape), tuple(boxes.shape))
