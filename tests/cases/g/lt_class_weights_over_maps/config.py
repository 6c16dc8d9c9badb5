model = dict(
    in_channels=32,
    num_classes=9,
    loss_decode=dict(
        use_sigmoid=True,
        loss_weight=1.0,
        class_weight=[1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 1.0],
    ),
)
