cfgs = {
    "dataset": {
        "n_frames": 16,
        "video_dim": 2048,
        "n_answers": 5,
        "batch_size": 4,
    },
    "model": {
        "d_model": 768,
        "feature_dim": 768,
        "n_clusters": 64,
    },
    "lr": 1e-4,
}
