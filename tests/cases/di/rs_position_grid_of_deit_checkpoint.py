import os
import tempfile

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class PatchEmbed(nn.Module):
    def __init__(self, img_size, patch_size, dim):
        super().__init__()
        self.num_patches = (img_size // patch_size) ** 2
        self.proj = nn.Conv2d(3, dim, patch_size, patch_size)

    def forward(self, x):
        return self.proj(x).flatten(2).transpose(1, 2)


class MCTformer(nn.Module):
    """Vision transformer with one class token for every class."""

    def __init__(self, num_classes=20, img_size=224, patch_size=16, dim=48, depth=1):
        super().__init__()
        self.num_classes = num_classes
        self.patch_embed = PatchEmbed(img_size, patch_size, dim)
        self.cls_token = nn.Parameter(torch.zeros(1, num_classes, dim))
        self.pos_embed = nn.Parameter(torch.zeros(1, num_classes + self.patch_embed.num_patches, dim))
        self.blocks = nn.ModuleList(
            nn.TransformerEncoderLayer(dim, 4, dim * 2, batch_first=True) for _ in range(depth))

    def forward(self, x):
        tokens = self.patch_embed(x)
        tokens = torch.cat([self.cls_token.expand(len(x), -1, -1), tokens], dim=1) + self.pos_embed
        for blk in self.blocks:
            tokens = blk(tokens)
        return tokens[:, :self.num_classes].mean(-1)


def save_deit(path, dim=48):
    """Stand-in for deit_small_patch16_224-cd65a155.pth."""
    deit = MCTformer(num_classes=1, dim=dim)
    nn.init.trunc_normal_(deit.pos_embed, std=0.02)
    torch.save({"model": deit.state_dict()}, path)


def load_finetune(model, path, input_size):
    checkpoint_model = torch.load(path, map_location="cpu")["model"]

    # class token, one copy per class
    checkpoint_model["cls_token"] = checkpoint_model["cls_token"].repeat(1, model.num_classes, 1)

    # interpolate position embedding
    pos_embed_checkpoint = checkpoint_model["pos_embed"]
    embedding_size = pos_embed_checkpoint.shape[-1]
    num_patches = model.patch_embed.num_patches
    num_extra_tokens = model.pos_embed.shape[-2] - num_patches
    orig_size = int((pos_embed_checkpoint.shape[-2] - num_extra_tokens) ** 0.5)
    new_size = int(num_patches ** 0.5)

    extra_tokens = pos_embed_checkpoint[:, :1].repeat(1, model.num_classes, 1)
    pos_tokens = pos_embed_checkpoint[:, num_extra_tokens:]
    pos_tokens = pos_tokens.reshape(-1, orig_size, orig_size, embedding_size).permute(0, 3, 1, 2)
    pos_tokens = nn.functional.interpolate(
        pos_tokens, size=(new_size, new_size), mode="bicubic", align_corners=False)
    pos_tokens = pos_tokens.permute(0, 2, 3, 1).flatten(1, 2)
    checkpoint_model["pos_embed"] = torch.cat((extra_tokens, pos_tokens), dim=1)
    model.load_state_dict(checkpoint_model)
    print(f"loaded {os.path.basename(path)} for pictures of {input_size}")


def main(input_size=224, num_classes=20):
    model = MCTformer(num_classes, img_size=input_size)
    with tempfile.TemporaryDirectory() as d:
        path = os.path.join(d, "deit_small_patch16_224.pth")
        save_deit(path)
        load_finetune(model, path, input_size)
    voc = TensorDataset(torch.rand(4, 3, input_size, input_size), torch.randint(0, 2, (4, num_classes)).float())
    optimizer = torch.optim.AdamW(model.parameters(), lr=4e-4)
    for images, targets in DataLoader(voc, batch_size=2):
        loss = nn.functional.multilabel_soft_margin_loss(model(images), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"loss {loss.item():.4f}")


if __name__ == "__main__":
    main()
