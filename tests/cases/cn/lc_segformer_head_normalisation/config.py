num_classes = 3
crop_size = (64, 64)
batch_size = 4
max_iters = 6

norm_cfg = dict(type="LN")

model = dict(
    backbone=dict(embed_dims=(16, 32, 48), num_heads=(1, 2, 3)),
    decode_head=dict(in_channels=(16, 32, 48), channels=32, num_classes=num_classes, norm_cfg=norm_cfg),
)

optimizer = dict(lr=1e-3, weight_decay=0.01)
