import torch
from torch import nn

from representation import MelPatches
from transformer import Transformer


class MaskingModel(nn.Module):
    def __init__(self, embed_dim=48, codebook=64, mask_prob=0.6):
        super().__init__()
        self.representation = MelPatches()
        self.net = Transformer(self.representation.patch_dim, embed_dim)
        self.mask_prob = mask_prob
        self.register_buffer("projection", torch.randn(self.representation.patch_dim, codebook))
        self.linear = nn.Linear(embed_dim, codebook)

    def forward(self, audio):
        patches = self.representation(audio)
        targets = (patches @ self.projection).argmax(-1)
        mask = torch.rand(patches.shape[:2]) < self.mask_prob
        noisy = torch.where(mask[..., None], torch.randn_like(patches) * 0.1, patches)
        logits = self.linear(self.net(noisy))
        return nn.functional.cross_entropy(logits[mask], targets[mask])

    def extract_embeddings(self, audio):
        with torch.no_grad():
            return self.net(self.representation(audio)).mean(dim=1)
