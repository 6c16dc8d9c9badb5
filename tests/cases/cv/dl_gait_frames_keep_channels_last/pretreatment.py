import os
import pickle

import numpy as np
from PIL import Image


def imgs2pickle(seq_path, output_path, img_size=64):
    """Turn the camera frames of one sequence into a single pickle file."""
    names = sorted(n for n in os.listdir(seq_path) if n.endswith(".png"))
    if len(names) < 5:
        print(f"{seq_path} has less than 5 frames, skipped")
        return
    frames = [Image.open(os.path.join(seq_path, n)).convert("RGB") for n in names]
    data = [np.asarray(img.resize((img_size, img_size), Image.BICUBIC)) for img in frames]
    # transpose to (C, H, W)
    imgs = [img.transpose(2, 0, 1) for img in data]
    data = np.asarray(data)
    with open(output_path, "wb") as f:
        pickle.dump(data, f)


def pretreat(input_path, output_path, img_size=64):
    for pid in sorted(os.listdir(input_path)):
        os.makedirs(os.path.join(output_path, pid))
        for seq in sorted(os.listdir(os.path.join(input_path, pid))):
            imgs2pickle(os.path.join(input_path, pid, seq), os.path.join(output_path, pid, seq + ".pkl"), img_size)
