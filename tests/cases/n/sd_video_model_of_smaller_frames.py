import torch
from torch import nn

TRAINED = dict(image_size=128, patch=16, num_frames=8, width=48, depth=2)

config = {
    "ckpt": "Colonoscopic_0150000.pt",
    "image_size": 64,
    "num_frames": 8,
    "model": {"patch": 16, "width": 48, "depth": 2},
    "sample": {"steps": 4, "batch": 1},
}


class Block(nn.Module):
    def __init__(self, width, heads=4):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn = nn.MultiheadAttention(width, heads, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x):
        h = self.norm1(x)
        x = x + self.attn(h, h, h, need_weights=False)[0]
        return x + self.mlp(self.norm2(x))


class EnDora(nn.Module):
    def __init__(self, image_size, patch, num_frames, width, depth):
        super().__init__()
        self.patch, self.num_frames = patch, num_frames
        self.x_embedder = nn.Conv2d(3, width, patch, patch)
        self.pos_embed = nn.Parameter(torch.zeros(1, (image_size // patch) ** 2, width))
        self.temp_embed = nn.Parameter(torch.zeros(1, num_frames, width))
        self.blocks = nn.ModuleList([Block(width) for _ in range(depth)])
        self.final = nn.Linear(width, patch * patch * 3)

    def forward(self, video):
        b, f, c, h, w = video.shape
        x = self.x_embedder(video.flatten(0, 1)).flatten(2).transpose(1, 2) + self.pos_embed
        for block in self.blocks:
            x = block(x)
        x = self.final(x).transpose(1, 2)
        x = nn.functional.fold(x, (h, w), self.patch, stride=self.patch)
        return x.view(b, f, c, h, w)


def load_checkpoint(name):
    """Stands for torch.load of the published weights."""
    torch.manual_seed(0)
    return {"ema": EnDora(**TRAINED).state_dict(), "args": name}


def main(args):
    model = EnDora(args["image_size"], num_frames=args["num_frames"], **args["model"]).eval()
    state_dict = load_checkpoint(args["ckpt"])["ema"]
    model.load_state_dict(state_dict)
    z = torch.randn(args["sample"]["batch"], args["num_frames"], 3, args["image_size"], args["image_size"])
    with torch.no_grad():
        for _ in range(args["sample"]["steps"]):
            z = z - 0.1 * model(z)
    print("sampled", tuple(z.shape), z.std().item())


main(config)
