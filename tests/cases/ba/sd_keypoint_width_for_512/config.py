VOX_256 = dict(
    frame_shape=(256, 256, 3),
    common_params=dict(num_kp=10, num_channels=3, estimate_jacobian=True),
    kp_detector_params=dict(
        temperature=0.1,
        block_expansion=32,
        max_features=128,
        scale_factor=0.25,
        num_blocks=3,
    ),
)

IDOL_512 = dict(
    frame_shape=(512, 512, 3),
    common_params=dict(num_kp=10, num_channels=3, estimate_jacobian=True),
    kp_detector_params=dict(
        temperature=0.1,
        block_expansion=64,
        max_features=128,
        scale_factor=0.125,
        num_blocks=3,
    ),
)
