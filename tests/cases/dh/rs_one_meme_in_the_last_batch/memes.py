import json
import os

import numpy as np
import torch
from PIL import Image
from torch.utils.data import Dataset

WORDS = "look how many people love you when the cat says no".split()


def write_memes(root, n):
    rng = np.random.default_rng(3)
    os.makedirs(os.path.join(root, "img"))
    with open(os.path.join(root, "train.jsonl"), "w") as f:
        for k in range(n):
            Image.fromarray(rng.integers(0, 255, (80, 64, 3), dtype=np.uint8)).save(os.path.join(root, "img", f"{k:05d}.png"))
            text = " ".join(rng.choice(WORDS, size=6))
            f.write(json.dumps({"id": k, "img": f"img/{k:05d}.png", "text": text, "label": int(rng.integers(5))}) + "\n")


class MemesDataset(Dataset):
    def __init__(self, root, annotations="train.jsonl", size=64):
        self.root, self.size = root, size
        with open(os.path.join(root, annotations)) as f:
            self.items = [json.loads(line) for line in f]

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        item = self.items[i]
        img = Image.open(os.path.join(self.root, item["img"])).convert("RGB").resize((self.size, self.size))
        image = torch.from_numpy(np.asarray(img, dtype=np.float32) / 255.0).permute(2, 0, 1)
        bag = torch.zeros(len(WORDS))
        for w in item["text"].split():
            bag[WORDS.index(w)] += 1
        return {"image": image, "text": bag, "targets": item["label"]}
