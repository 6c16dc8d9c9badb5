import torch

# names and sizes in the published tar-c-t-kitti.pth
SHAPES = {
    "encoder.0.weight": (16, 3, 7, 7), "encoder.0.bias": (16,),
    "encoder.2.weight": (16, 16, 3, 3), "encoder.2.bias": (16,),
    "warp_linear.weight": (32, 34, 1, 1), "warp_linear.bias": (32,),
    "refine_net.pos_embed": (1, 64, 48),
    "refine_net.patch_embed.weight": (48, 32, 8, 8), "refine_net.patch_embed.bias": (48,),
    "refine_net.up.weight": (48, 32, 8, 8), "refine_net.up.bias": (32,),
    "flow_head.weight": (2, 32, 3, 3), "flow_head.bias": (2,),
}
BLOCK = {
    "norm1.weight": (48,), "norm1.bias": (48,), "norm2.weight": (48,), "norm2.bias": (48,),
    "attn.in_proj_weight": (144, 48), "attn.in_proj_bias": (144,),
    "attn.out_proj.weight": (48, 48), "attn.out_proj.bias": (48,),
    "mlp.0.weight": (192, 48), "mlp.0.bias": (192,), "mlp.2.weight": (48, 192), "mlp.2.bias": (48,),
}


def download(path):
    """Stands in for the download of the weights."""
    g = torch.Generator().manual_seed(0)
    shapes = dict(SHAPES)
    for i in range(2):
        shapes.update({f"refine_net.blks.{i}.{name}": shape for name, shape in BLOCK.items()})
    torch.save({name: 0.02 * torch.randn(shape, generator=g) for name, shape in shapes.items()}, path)
