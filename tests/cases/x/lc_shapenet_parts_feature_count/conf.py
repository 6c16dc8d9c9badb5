"""Settings of the run: data and model in one place."""

CATEGORY = "Airplane"
USE_NORMALS = False
NUM_CLASSES = 4

data = {
    "class": "shapenet.ShapeNetDataset",
    "category": CATEGORY,
    "normal": USE_NORMALS,
    "num_points": 256,
    "pre_transforms": ["NormalizeScale"],
    "train_transforms": ["AddOnes", "AddFeat"],
}

FEAT = 3 if USE_NORMALS else 0

models = {
    "pointnet2_small": {
        "npoint": [64, 16],
        "nsample": [16, 8],
        "down_conv_nn": [[FEAT + 3, 16, 32], [32 + 3, 32, 64]],
        "up_conv_nn": [[64 + 32, 64], [64 + FEAT, 32]],
        "mlp_cls": 32,
    },
}

training = {"epochs": 1, "batch_size": 4, "lr": 0.001, "model_name": "pointnet2_small"}
