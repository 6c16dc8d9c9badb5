"""Street-scene segmentation; the loss is chosen by name as in many deeplab code bases."""
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

CFG = {"loss": "ce", "n_classes": 5, "ignore_index": 255, "size": (48, 64), "batch_size": 4, "epochs": 1, "lr": 0.01}


class StreetScenes(Dataset):
    def __init__(self, n, size, n_classes):
        self.n, self.size, self.n_classes = n, size, n_classes

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        image = torch.rand(3, *self.size, generator=g)
        mask = torch.randint(0, self.n_classes, self.size, generator=g)
        mask[:2] = CFG["ignore_index"]
        return {"image": image, "label": mask}


class AsppHead(nn.Module):
    def __init__(self, c_in, c_out, rates=(1, 2, 4)):
        super().__init__()
        self.branches = nn.ModuleList(nn.Conv2d(c_in, 16, 3, padding=r, dilation=r) for r in rates)
        self.project = nn.Conv2d(16 * len(rates), c_out, 1)

    def forward(self, x):
        return self.project(torch.cat([b(x).relu() for b in self.branches], dim=1))


class MiniDeepLab(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 32, 3, 2, 1), nn.BatchNorm2d(32), nn.ReLU(),
        )
        self.head = AsppHead(32, n_classes)

    def forward(self, x):
        logits = self.head(self.backbone(x))
        return F.interpolate(logits, size=x.shape[-2:], mode="bilinear", align_corners=False)


class SegmentationLosses:
    def __init__(self, n_classes, ignore_index):
        self.n_classes, self.ignore_index = n_classes, ignore_index

    def build_loss(self, mode):
        return {"ce": self.cross_entropy, "dice": self.dice}[mode]

    def prepare_target(self, label):
        return label.unsqueeze(1).long()

    def cross_entropy(self, logit, target):
        criterion = nn.CrossEntropyLoss(ignore_index=self.ignore_index)
        return criterion(logit, target)

    def dice(self, logit, target):
        valid = (target != self.ignore_index).float()
        onehot = torch.zeros_like(logit).scatter_(1, target.clamp(max=self.n_classes - 1), 1.0) * valid
        prob = logit.softmax(dim=1) * valid
        inter = (prob * onehot).sum(dim=(0, 2, 3))
        return 1 - (2 * inter / (prob + onehot).sum(dim=(0, 2, 3)).clamp(min=1e-6)).mean()


class Trainer:
    def __init__(self, cfg):
        self.cfg = cfg
        self.loader = DataLoader(StreetScenes(12, cfg["size"], cfg["n_classes"]), batch_size=cfg["batch_size"])
        self.model = MiniDeepLab(cfg["n_classes"])
        self.losses = SegmentationLosses(cfg["n_classes"], cfg["ignore_index"])
        self.criterion = self.losses.build_loss(cfg["loss"])
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=cfg["lr"], momentum=0.9)

    def training(self, epoch):
        for i, sample in enumerate(self.loader):
            output = self.model(sample["image"])
            target = self.losses.prepare_target(sample["label"])
            loss = self.criterion(output, target)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            print(f"[{epoch}, {i}] {self.cfg['loss']} {loss.item():.4f}")


trainer = Trainer(CFG)
for epoch in range(CFG["epochs"]):
    trainer.training(epoch)
