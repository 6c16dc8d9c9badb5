COMMON = dict(seed=1, batch_size=2, num_epochs=1, lr=1e-3)

RESNET_KWARGS = dict(
    in_channels=1,
    first_channel_dim=32,
    first_stride=2,
    stem_kernel_size=[3, 3, 3],
    stem_stride=[2, 2, 2],
    layers=[1, 1, 1],
)

HEAD_KWARGS = dict(num_outputs=2)
