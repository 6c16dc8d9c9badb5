cfg = dict(
    seed=0,
    model=dict(
        in_channels=3,
        num_classes=5,
        graph_cfg=dict(layout="ntu-rgb+d", strategy="uniform"),
        widths=(16, 16, 32),
    ),
    data=dict(num_clips=12, clip_len=20, num_classes=5),
    batch_size=4,
    lr=0.05,
    epochs=2,
)
