import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

CLASSES = ["coverall", "face_shield", "gloves", "goggles", "mask"]


class ProtectiveEquipment(Dataset):
    """Medical staff: a picture, boxes of the protective gear and their categories."""

    def __init__(self, n=8, size=96):
        self.n, self.size = n, size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        n_objects = 2 + i % 3
        xy = torch.rand(n_objects, 2, generator=g) * self.size / 2
        wh = 4 + torch.rand(n_objects, 2, generator=g) * self.size / 3
        return {
            "image": torch.rand(3, self.size, self.size, generator=g),
            "bbox": torch.cat([xy, xy + wh], dim=1),
            "category": torch.randint(0, len(CLASSES), (n_objects,), generator=g),
        }


def collate_fn(examples):
    images = torch.stack([e["image"] for e in examples])
    boxes = torch.stack([e["bbox"] for e in examples])
    categories = [e["category"] for e in examples]
    return {"image": images, "bbox": boxes, "category": categories}


class GridDetector(nn.Module):
    def __init__(self, n_classes=len(CLASSES)):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(),
            nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU(),
            nn.Conv2d(32, 32, 3, 4, 1), nn.ReLU(),
        )
        self.box = nn.Conv2d(32, 4, 1)
        self.cls = nn.Conv2d(32, n_classes, 1)

    def forward(self, images):
        h = self.body(images)
        return self.box(h).flatten(2).transpose(1, 2), self.cls(h).flatten(2).transpose(1, 2)


def detection_loss(pred_box, pred_cls, box, category):
    nearest = torch.cdist(box, pred_box).argmin(dim=1)
    return (nn.functional.smooth_l1_loss(pred_box[nearest], box)
            + nn.functional.cross_entropy(pred_cls[nearest], category))


dataloader = DataLoader(ProtectiveEquipment(), batch_size=4, collate_fn=collate_fn)
model = GridDetector()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
for batch in dataloader:
    pred_boxes, pred_classes = model(batch["image"])
    losses = [detection_loss(*row) for row in zip(pred_boxes, pred_classes, batch["bbox"], batch["category"])]
    loss = torch.stack(losses).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
