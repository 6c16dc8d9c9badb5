import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from detector import Detector
from loss import compute_loss
from utils import handel_preds, load_config, non_max_suppression

CONFIG = """
[train-configure]
epochs=2
batch_size=4
learning_rate=0.001
[model-configure]
classes=7
width=96
height=96
anchor_num=2
anchors=4.5,4.1, 15.6,13.4, 39.6,32.0, 72.7,50.3
"""


class ShelfPictures(Dataset):
    def __init__(self, n, cfg):
        self.n, self.cfg = n, cfg

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        rng = np.random.default_rng(i)
        image = rng.random((3, self.cfg["height"], self.cfg["width"]), dtype=np.float32)
        m = int(rng.integers(1, 4))
        wh = rng.uniform(0.1, 0.6, (m, 2))
        xy = rng.uniform(0.2, 0.8, (m, 2))
        boxes = np.concatenate([np.zeros((m, 1)), rng.integers(0, self.cfg["classes"], (m, 1)), xy, wh], 1)
        return torch.from_numpy(image), torch.from_numpy(boxes.astype(np.float32))


def collate_fn(batch):
    images, labels = zip(*batch)
    for i, l in enumerate(labels):
        l[:, 0] = i
    return torch.stack(images), torch.cat(labels)


@torch.no_grad()
def evaluation(loader, cfg, model):
    model.eval()
    found = 0
    for images, _ in loader:
        output = handel_preds(model(images), cfg)
        found += sum(len(d) for d in non_max_suppression(output, conf_thres=0.3))
    return found


if __name__ == "__main__":
    torch.manual_seed(0)
    cfg = load_config(CONFIG)
    train_loader = DataLoader(ShelfPictures(16, cfg), cfg["batch_size"], shuffle=True, collate_fn=collate_fn)
    val_loader = DataLoader(ShelfPictures(8, cfg), cfg["batch_size"], collate_fn=collate_fn)
    model = Detector(cfg["classes"], cfg["anchor_num"])
    optimizer = torch.optim.SGD(model.parameters(), cfg["learning_rate"], momentum=0.9)
    for epoch in range(cfg["epochs"]):
        model.train()
        for images, targets in train_loader:
            loss = compute_loss(model(images), targets, cfg)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch} loss {loss.item():.3f}")
        print("boxes kept:", evaluation(val_loader, cfg, model))
