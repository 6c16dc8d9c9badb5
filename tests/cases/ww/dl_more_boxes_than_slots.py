import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

MAX_NUM_INSTANCES = 12
IMG_SIZE = 64


class ShelfImages(Dataset):
    """Pictures of supermarket shelves with xyxy boxes and product ids."""

    def __init__(self, n, seed=0):
        self.n = n
        self.seed = seed

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(self.seed * 1000 + i)
        img = torch.randint(0, 256, (3, IMG_SIZE, IMG_SIZE), generator=g).to(torch.uint8)
        count = 4 + (i * 5) % 17
        xy = torch.rand(count, 2, generator=g) * (IMG_SIZE - 16)
        wh = 4 + torch.rand(count, 2, generator=g) * 12
        target = {
            "bbox": torch.cat([xy, xy + wh], dim=1),
            "cls": torch.randint(1, 6, (count,), generator=g),
        }
        return img, target


def fast_collate(batch):
    batch_size = len(batch)
    images = torch.zeros((batch_size, 3, IMG_SIZE, IMG_SIZE), dtype=torch.uint8)
    boxes = torch.full((batch_size, MAX_NUM_INSTANCES, 4), -1.0)
    classes = torch.full((batch_size, MAX_NUM_INSTANCES), -1, dtype=torch.long)
    for i, (img, target) in enumerate(batch):
        images[i] = img
        num = target["bbox"].shape[0]
        boxes[i, :num] = target["bbox"]
        classes[i, :num] = target["cls"]
    return images, {"bbox": boxes, "cls": classes}


class CountingDetector(nn.Module):
    def __init__(self, num_classes=6):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 32, 3, 2, 1), nn.BatchNorm2d(32), nn.ReLU(),
        )
        self.cls = nn.Linear(32, num_classes)
        self.box = nn.Linear(32, 4)

    def forward(self, x):
        f = self.backbone(x).mean((2, 3))
        return self.cls(f), self.box(f)


def detection_loss(cls_out, box_out, target):
    valid = target["cls"] > 0
    per_class = torch.zeros_like(cls_out)
    per_class.scatter_add_(1, target["cls"].clamp(min=0), valid.float())
    mean_box = (target["bbox"] * valid[..., None]).sum(1) / valid.sum(1, keepdim=True)
    return nn.functional.smooth_l1_loss(cls_out, per_class) + nn.functional.smooth_l1_loss(box_out, mean_box / IMG_SIZE)


if __name__ == "__main__":
    torch.manual_seed(0)
    train_loader = DataLoader(ShelfImages(24), batch_size=4, num_workers=2, collate_fn=fast_collate)
    val_loader = DataLoader(ShelfImages(8, seed=1), batch_size=4, num_workers=2, collate_fn=fast_collate)
    model = CountingDetector()
    opt = torch.optim.AdamW(model.parameters(), lr=1e-3)
    for epoch in range(2):
        model.train()
        for step, (images, target) in enumerate(train_loader):
            cls_out, box_out = model(images.float() / 255)
            loss = detection_loss(cls_out, box_out, target)
            opt.zero_grad()
            loss.backward()
            opt.step()
        model.eval()
        with torch.no_grad():
            val = [detection_loss(*model(x.float() / 255), t).item() for x, t in val_loader]
        print(f"epoch {epoch}: train {loss.item():.4f} val {sum(val) / len(val):.4f}")
