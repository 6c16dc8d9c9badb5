config = {
    "in_names": ["precip", "eastward_wind", "northward_wind"],
    "out_names": ["precip"],
    "downscale_factor": 4,
    "coarse_shape": (12, 16),
    "batch_size": 4,
    "model": {"module": "song_unet", "channels": 16, "emb": 32},
    "p_mean": -1.2,
    "p_std": 1.2,
    "sigma_data": 1.0,
}
