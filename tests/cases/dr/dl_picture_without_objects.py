import os
import tempfile
import xml.etree.ElementTree as ET

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset

LABELS = {"helmet": 0, "vest": 1}
OBJECT = "<object><name>{}</name><bndbox><xmin>{}</xmin><ymin>{}</ymin><xmax>{}</xmax><ymax>{}</ymax></bndbox></object>"


def write_site(root):
    rng = np.random.RandomState(4)
    for i, names in enumerate((["helmet", "vest"], ["helmet"], ["vest", "vest", "helmet"], [], ["vest"], ["helmet"])):
        Image.fromarray(rng.randint(0, 256, (96, 128, 3)).astype("uint8")).save(os.path.join(root, f"{i:06d}.png"))
        objects = "".join(OBJECT.format(n, 10 * k, 8, 10 * k + 30, 50) for k, n in enumerate(names))
        with open(os.path.join(root, f"{i:06d}.xml"), "w") as f:
            f.write(f"<annotation>{objects}</annotation>")


class SiteDetection(Dataset):
    def __init__(self, root):
        self.root = root
        self.ids = sorted(f[:-4] for f in os.listdir(root) if f.endswith(".xml"))

    def __len__(self):
        return len(self.ids)

    def __getitem__(self, i):
        path = os.path.join(self.root, self.ids[i])
        img = Image.open(path + ".png").convert("RGB")
        scale = np.array(img.size * 2, dtype=np.float32)
        target = []
        for obj in ET.parse(path + ".xml").getroot().iter("object"):
            corners = [float(c.text) for c in obj.find("bndbox")]
            target.append(corners + [LABELS[obj.find("name").text]])
        target = np.array(target, dtype=np.float32)
        boxes, labels = target[:, :4] / scale, target[:, 4:]
        img = torch.from_numpy(np.array(img.resize((64, 64)))).permute(2, 0, 1) / 255
        return img, torch.from_numpy(np.hstack((boxes, labels)))


def detection_collate(batch):
    return torch.stack([b[0] for b in batch]), [b[1] for b in batch]


net = nn.Sequential(nn.Conv2d(3, 16, 3, 2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 4))
optimizer = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9)
with tempfile.TemporaryDirectory() as root:
    write_site(root)
    for images, targets in DataLoader(SiteDetection(root), batch_size=2, collate_fn=detection_collate):
        pred = net(images)
        loss = sum(nn.functional.smooth_l1_loss(p.expand(len(t), 4), t[:, :4], reduction="sum") for p, t in zip(pred, targets))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("loss", loss.item())
