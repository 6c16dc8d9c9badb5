"""Presets of the depth models; net is passed to the backbone, head to the DPT head."""

PRESETS = {
    "da3-mono": dict(
        net=dict(embed_dim=48, depth=4, num_heads=3, out_layers=(1, 3), cat_token=False),
        head=dict(dim_in=48, features=16, out_channels=(16, 32)),
    ),
    "da3-base": dict(
        net=dict(embed_dim=64, depth=4, num_heads=4, out_layers=(1, 3), alt_start=2, cat_token=True),
        head=dict(dim_in=64, features=24, out_channels=(24, 48)),
    ),
}
