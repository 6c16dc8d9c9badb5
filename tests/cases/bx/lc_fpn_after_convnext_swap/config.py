model = dict(
    backbone=dict(type="ConvNeXt", arch="base", out_indices=(0, 1, 2, 3)),
    neck=dict(type="FPN", in_channels=[96, 192, 384, 768], out_channels=64, num_outs=5),
    head=dict(type="DenseHead", in_channels=64, num_classes=4),
)
data = dict(samples_per_gpu=2, img_size=96, length=4)
optimizer = dict(lr=1e-4, weight_decay=0.05)
