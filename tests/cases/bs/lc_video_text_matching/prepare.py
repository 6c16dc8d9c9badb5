import json
import os
import random

import numpy as np

BACKBONES = {"resnet152": 2048, "i3d": 1024}


def write_captions(root, n_videos):
    rng = random.Random(1)
    who, what, where = ["a man", "two kids", "a dog"], ["jumps", "runs", "plays drums"], ["outside", "on a stage"]
    refs = {f"vid{i:03d}": " ".join(map(rng.choice, (who, what, where))) for i in range(n_videos)}
    with open(os.path.join(root, "ref_captions.json"), "w") as f:
        json.dump(refs, f)
    return sorted(refs)


def extract_features(root, names, ft_files):
    rng = np.random.default_rng(1)
    for ft in ft_files:
        os.makedirs(os.path.join(root, ft))
        for name in names:
            clips = rng.random((rng.integers(5, 12), BACKBONES[ft]), dtype=np.float32)
            np.save(os.path.join(root, ft, name + ".npy"), clips)
