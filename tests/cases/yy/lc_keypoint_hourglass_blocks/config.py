dataset_params = dict(
    frame_shape=224,
    n_videos=4,
)

kp_detector_params = dict(
    num_channels=3,
    num_kp=10,
    temperature=0.1,
    block_expansion=8,
    max_features=64,
    num_blocks=5,
    scale_factor=0.25,
)

train_params = dict(
    num_epochs=1,
    batch_size=2,
    lr=2.0e-4,
)
