"""Tree crown detection on NEON style plots: one RGB tile per plot, crowns in a csv file."""
import csv
import os
import tempfile
from collections import defaultdict

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import ops

SPECIES = {"ACRU": 0, "PIPA2": 1, "QULA2": 2}
TILE = 200


def make_survey(root):
    rng = np.random.default_rng(12)
    counts = {"MLBS_01": 7, "MLBS_02": 4, "OSBS_01": 9, "OSBS_08": 0, "OSBS_11": 3, "TALL_02": 5}
    with open(os.path.join(root, "crowns.csv"), "w", newline="") as f:
        out = csv.writer(f)
        out.writerow(["plot", "taxon", "left", "top", "right", "bottom"])
        for plot, n in counts.items():
            np.save(os.path.join(root, plot + ".npy"), rng.integers(0, 256, (3, TILE, TILE), dtype=np.uint8))
            for _ in range(n):
                x, y = rng.uniform(0, TILE - 20, 2)
                w, h = rng.uniform(5, 45, 2)
                out.writerow([plot, rng.choice(list(SPECIES)), x, y, x + w, y + h])


class TreeCrowns(Dataset):
    def __init__(self, root, min_size=4.0):
        self.root = root
        self.min_size = min_size
        self.plots = sorted(f[:-4] for f in os.listdir(root) if f.endswith(".npy"))
        self.rows = defaultdict(list)
        with open(os.path.join(root, "crowns.csv")) as f:
            for row in csv.DictReader(f):
                self.rows[row["plot"]].append(row)

    def __len__(self):
        return len(self.plots)

    def __getitem__(self, index):
        plot = self.plots[index]
        image = torch.from_numpy(np.load(os.path.join(self.root, plot + ".npy"))).float() / 255
        boxes, labels = self._load_target(plot)
        boxes, labels = self._filter_boxes(image.shape[-2:], boxes, labels)
        return {"image": image, "bbox_xyxy": boxes, "label": labels}

    def _load_target(self, plot):
        boxes, labels = [], []
        for row in self.rows[plot]:
            boxes.append([float(row[k]) for k in ("left", "top", "right", "bottom")])
            labels.append(SPECIES[row["taxon"]])
        return torch.tensor(boxes), torch.tensor(labels, dtype=torch.long)

    def _filter_boxes(self, size, boxes, labels):
        boxes = ops.clip_boxes_to_image(boxes, size)
        keep = ops.remove_small_boxes(boxes, self.min_size)
        return boxes[keep], labels[keep]


def collate(samples):
    batch = {k: [s[k] for s in samples] for k in samples[0]}
    batch["image"] = torch.stack(batch["image"])
    return batch


class CrownHead(nn.Module):
    """Classifies the annotated crowns from pooled features."""

    def __init__(self, n_species):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU())
        self.cls = nn.Linear(32 * 3 * 3, n_species)

    def forward(self, images, boxes):
        pooled = ops.roi_align(self.body(images), boxes, output_size=3, spatial_scale=0.25)
        return self.cls(pooled.flatten(1))


def main():
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as root:
        make_survey(root)
        loader = DataLoader(TreeCrowns(root), batch_size=3, collate_fn=collate)
        model = CrownHead(len(SPECIES))
        optimizer = torch.optim.Adam(model.parameters(), 1e-3)
        for epoch in range(2):
            for batch in loader:
                logits = model(batch["image"], batch["bbox_xyxy"])
                loss = nn.functional.cross_entropy(logits, torch.cat(batch["label"]))
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            print(f"epoch {epoch} loss {loss.item():.3f}")


if __name__ == "__main__":
    main()
