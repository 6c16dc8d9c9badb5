import argparse
import os
import tempfile

import torch
import torch.nn as nn
import torch.nn.functional as F

CACHE = tempfile.mkdtemp()


class VisionTransformer(nn.Module):
    def __init__(self, img_size=224, patch_size=16, embed_dim=48, num_tokens=1):
        super().__init__()
        self.num_patches = (img_size // patch_size) ** 2
        self.patch_embed = nn.Conv2d(3, embed_dim, patch_size, patch_size)
        self.cls_token = nn.Parameter(torch.zeros(1, num_tokens, embed_dim))
        self.pos_embed = nn.Parameter(torch.randn(1, self.num_patches + num_tokens, embed_dim) * 0.02)
        self.block = nn.TransformerEncoderLayer(embed_dim, 4, 96, batch_first=True)

    def forward(self, x):
        x = self.patch_embed(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls_token.expand(len(x), -1, -1), x], dim=1) + self.pos_embed
        return self.block(x)[:, :self.cls_token.shape[1]].mean(-1)


torch.save({"model": VisionTransformer().state_dict()}, os.path.join(CACHE, "deit_small_patch16_224.pth"))

parser = argparse.ArgumentParser("MCTformer training")
parser.add_argument("--input-size", default=448, type=int)
parser.add_argument("--nb-classes", default=20, type=int)
parser.add_argument("--finetune", default=os.path.join(CACHE, "deit_small_patch16_224.pth"))
args = parser.parse_args([])

model = VisionTransformer(args.input_size, num_tokens=args.nb_classes)
checkpoint = torch.load(os.path.join(CACHE, os.path.basename(args.finetune)))["model"]

# interpolate position embedding
pos_embed_checkpoint = checkpoint["pos_embed"]
embedding_size = pos_embed_checkpoint.shape[-1]
if args.finetune.startswith("https"):
    num_extra_tokens = 1
else:
    num_extra_tokens = model.pos_embed.shape[-2] - model.num_patches
orig_size = int((pos_embed_checkpoint.shape[-2] - num_extra_tokens) ** 0.5)
new_size = int(model.num_patches ** 0.5)
extra_tokens = pos_embed_checkpoint[:, :1].repeat(1, args.nb_classes, 1)
pos_tokens = pos_embed_checkpoint[:, num_extra_tokens:]
pos_tokens = pos_tokens.reshape(-1, orig_size, orig_size, embedding_size).permute(0, 3, 1, 2)
pos_tokens = F.interpolate(pos_tokens, size=(new_size, new_size), mode="bicubic", align_corners=False)
checkpoint["pos_embed"] = torch.cat((extra_tokens, pos_tokens.permute(0, 2, 3, 1).flatten(1, 2)), dim=1)
checkpoint["cls_token"] = checkpoint["cls_token"].repeat(1, args.nb_classes, 1)
model.load_state_dict(checkpoint)

logits = model(torch.rand(1, 3, args.input_size, args.input_size))
print("class scores", tuple(logits.shape))
