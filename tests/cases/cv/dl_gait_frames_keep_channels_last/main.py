import os
import tempfile

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader

from gait_dataset import GaitSequences, fixed_ordered_collate
from gait_model import GaitBaseline
from pretreatment import pretreat


def record(root, ids=4, seqs=2, frames=10):
    rng = np.random.RandomState(0)
    for k in range(ids * seqs):
        folder = os.path.join(root, f"{k // seqs:04d}", f"00-nm-{45 * (k % seqs):03d}")
        os.makedirs(folder)
        for t in range(frames):
            pixels = rng.randint(0, 256, (120, 60, 3)).astype("uint8")
            Image.fromarray(pixels).save(os.path.join(folder, f"{t:03d}.png"))


def train(root):
    data = GaitSequences(root)
    model = GaitBaseline(num_ids=len(data.label_set))
    optim = torch.optim.Adam(model.parameters(), lr=1e-3)
    for clips, labels in DataLoader(data, batch_size=4, shuffle=True, collate_fn=fixed_ordered_collate):
        loss = torch.nn.functional.cross_entropy(model(clips), labels)
        optim.zero_grad()
        loss.backward()
        optim.step()
        print(f"loss {loss.item():.4f}")


with tempfile.TemporaryDirectory() as work:
    record(os.path.join(work, "raw"))
    pretreat(os.path.join(work, "raw"), os.path.join(work, "pkl"), img_size=64)
    train(os.path.join(work, "pkl"))
