unet = {"width": 32}
lora = {"rank": 16, "alpha": 16}
sample = {"size": 32, "steps": 3}
