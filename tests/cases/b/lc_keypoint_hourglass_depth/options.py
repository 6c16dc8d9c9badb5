CONFIG = {
    "dataset_params": {"frame_shape": (96, 96, 3), "videos": 4},
    "model_params": {
        "common_params": {"num_kp": 5, "num_channels": 3},
        "kp_detector_params": {
            "temperature": 0.1,
            "block_expansion": 8,
            "max_features": 32,
            "num_blocks": 6,
        },
    },
    "train_params": {"batch_size": 2, "lr_kp_detector": 2.0e-4},
}
