cfg = dict(
    image_size=300,
    num_classes=21,
    out_channels=(512, 1024, 512, 256),
    boxes_per_location=(4, 6, 6, 4),
)
