import numpy as np


def conv_variables(rng, scope, c_in, c_out, k):
    return {
        f"{scope}/conv_3d/w": rng.normal(0, 0.05, (k, k, k, c_in, c_out)).astype("float32"),
        f"{scope}/batch_norm/beta": rng.normal(0, 0.1, (1, 1, 1, 1, c_out)).astype("float32"),
        f"{scope}/batch_norm/moving_mean": rng.normal(0, 0.1, (1, 1, 1, 1, c_out)).astype("float32"),
        f"{scope}/batch_norm/moving_variance": rng.uniform(0.5, 1.5, (1, 1, 1, 1, c_out)).astype("float32"),
    }


def read_rgb_checkpoint():
    """The variables of the released RGB model, by name."""
    rng = np.random.default_rng(3)
    variables = {}
    for scope, c_in, c_out, k in (
        ("Conv3d_1a_7x7", 3, 64, 7),
        ("Conv3d_2b_1x1", 64, 64, 1),
        ("Conv3d_2c_3x3", 64, 96, 3),
    ):
        variables.update(conv_variables(rng, f"RGB/inception_i3d/{scope}", c_in, c_out, k))
    variables["RGB/inception_i3d/Logits/conv_3d/w"] = rng.normal(0, 0.05, (1, 1, 1, 96, 40)).astype("float32")
    variables["RGB/inception_i3d/Logits/conv_3d/b"] = np.zeros(40, "float32")
    return variables
