config = {
    "dataset_params": {
        "frame_shape": [224, 224, 3],
        "augmentation": {"flip": True},
    },
    "model_params": {
        "common_params": {"num_kp": 10, "num_channels": 3},
        "kp_detector_params": {
            "temperature": 0.1,
            "block_expansion": 8,
            "max_features": 64,
            "scale_factor": 0.25,
            "num_blocks": 4,
        },
    },
    "train_params": {"batch_size": 2, "lr": 2.0e-4},
}
