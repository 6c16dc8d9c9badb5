DATASET = {"n_people": 24, "image_size": (96, 72), "heatmap_size": (24, 18), "n_joints": 17}
TRAIN = {"batch_size": 8, "lr": 1e-3, "epochs": 1}
MODEL = {"width": 32, "deconv_layers": 1}
