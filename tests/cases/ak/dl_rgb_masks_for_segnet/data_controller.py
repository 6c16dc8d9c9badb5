import os

import numpy as np
import torch
from PIL import Image
from torch.utils.data import Dataset
from torchvision import transforms

HEIGHT, WIDTH = 120, 160


def write_linemod_sample(root, n=9):
    os.makedirs(os.path.join(root, "rgb"))
    os.makedirs(os.path.join(root, "mask"))
    rng = np.random.default_rng(11)
    names = []
    for k in range(n):
        name = f"{k:04d}"
        scene = rng.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
        shape = Image.new("RGB", (WIDTH, HEIGHT))
        x, y = (int(v) for v in rng.integers(10, 60, 2))
        shape.paste((255, 255, 255), (x, y, x + 50, y + 40))
        Image.fromarray(scene).save(os.path.join(root, "rgb", name + ".png"))
        shape.save(os.path.join(root, "mask", name + ".png"))
        names.append(name)
    with open(os.path.join(root, "train.txt"), "w") as f:
        f.write("\n".join(names))


class SegDataset(Dataset):
    def __init__(self, root_dir, txtlist, obj_id):
        self.root = root_dir
        with open(txtlist) as f:
            self.path = f.read().split()
        self.obj_id = obj_id
        self.trancolor = transforms.ColorJitter(0.2, 0.2, 0.2, 0.05)
        self.norm = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])

    def __len__(self):
        return len(self.path)

    def __getitem__(self, idx):
        index = self.path[idx]
        rgb = Image.open(os.path.join(self.root, "rgb", index + ".png")).convert("RGB")
        rgb = self.norm(transforms.functional.to_tensor(self.trancolor(rgb)))
        label = np.array(Image.open(os.path.join(self.root, "mask", index + ".png")))
        label[label == 255] = self.obj_id
        target = torch.from_numpy(label.astype(np.int64))
        return rgb, target
