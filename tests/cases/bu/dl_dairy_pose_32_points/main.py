import random

import torch
from torch.utils.data import DataLoader

from net import CowMove
from prepare import build_items
from targets import PoseSet

cfg = {
    "num_points": 32,
    "img_size": 192,
    "batch_size": 4,
    "epochs": 1,
    "learning_rate": 1e-3,
}


def barn_export(n, seed=42):
    """What the labelling tool gives: one or more cows a frame, 32 points each, all relative."""
    rnd = random.Random(seed)
    records = []
    for image_id in range(n):
        animals = []
        for _ in range(2 if image_id % 3 == 1 else 1):
            x0, y0 = rnd.uniform(0, 0.4), rnd.uniform(0, 0.4)
            x1, y1 = x0 + rnd.uniform(0.3, 0.55), y0 + rnd.uniform(0.3, 0.55)
            pts = [(rnd.uniform(x0, x1), rnd.uniform(y0, y1), 2) for _ in range(cfg["num_points"])]
            animals.append({"bbox": (x0, y0, x1, y1), "keypoints": pts})
        records.append({"image_id": image_id, "animals": animals})
    return records


def train(items):
    loader = DataLoader(PoseSet(items, cfg["img_size"]), batch_size=cfg["batch_size"])
    model = CowMove(cfg["num_points"])
    optimizer = torch.optim.Adam(model.parameters(), lr=cfg["learning_rate"])
    for epoch in range(cfg["epochs"]):
        model.train()
        total = 0.0
        for frames, maps in loader:
            loss = torch.nn.functional.smooth_l1_loss(model(frames), maps)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch}: {total / len(loader):.4f}")


if __name__ == "__main__":
    torch.manual_seed(42)
    items = build_items(barn_export(7))
    print(len(items), "training items")
    train(items)
