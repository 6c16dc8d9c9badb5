CONFIG = dict(
    in_names=["PRATEsfc", "UGRD10m", "VGRD10m"],
    out_names=["PRATEsfc"],
    downscale_factor=4,
    coarse_shape=(12, 18),
    module=dict(type="unet_diffusion_song", model_channels=16, sigma_data=0.5),
    batch_size=4,
    lr=2e-4,
    epochs=2,
)
