import torch
from torch import nn

WIDTHS = {"vit_tiny": 48, "vit_small": 96}


class VisionTransformer(nn.Module):
    def __init__(self, embed_dim, depth=4, patch=8, img=32):
        super().__init__()
        self.embed_dim = embed_dim
        self.patch_embed = nn.Conv2d(3, embed_dim, patch, patch)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, embed_dim))
        self.pos_embed = nn.Parameter(torch.randn(1, (img // patch) ** 2 + 1, embed_dim) * 0.02)
        self.blocks = nn.ModuleList(
            nn.TransformerEncoderLayer(embed_dim, 4, embed_dim * 2, batch_first=True) for _ in range(depth))
        self.norm = nn.LayerNorm(embed_dim)

    def get_intermediate_layers(self, x, n=1):
        x = self.patch_embed(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls_token.expand(len(x), -1, -1), x], dim=1) + self.pos_embed
        outputs = []
        for blk in self.blocks:
            x = blk(x)
            outputs.append(self.norm(x))
        return outputs[-n:]


def create_backbone(arch):
    return VisionTransformer(WIDTHS[arch]).eval()


def reference_linear_weights(arch):
    """Stands for the download of the linear layer that was trained on ImageNet."""
    dim = WIDTHS[arch] * 4
    g = torch.Generator().manual_seed(0)
    return {"linear.weight": torch.randn(1000, dim, generator=g) * 0.01, "linear.bias": torch.zeros(1000)}


def load_pretrained_linear_weights(linear_classifier, arch):
    if arch not in WIDTHS:
        print("We use random linear weights.")
        return
    print("We load the reference pretrained linear weights.")
    linear_classifier.load_state_dict(reference_linear_weights(arch), strict=True)
