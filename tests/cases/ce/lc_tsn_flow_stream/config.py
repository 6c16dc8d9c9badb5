model = dict(
    backbone=dict(width=16, norm_eval=False),
    cls_head=dict(num_classes=11, in_channels=64, dropout_ratio=0.4),
)

data = dict(
    modality="Flow",
    num_segments=3,
    clip_len=5,
    crop_size=56,
    videos_per_gpu=2,
)

optimizer = dict(lr=0.005, momentum=0.9, weight_decay=1e-4)
total_epochs = 1
