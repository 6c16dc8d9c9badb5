import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

config = {
    "DATA": {"input_size": 64, "batch_size": 4, "n_samples": 8},
    "MODEL": {"name": "ExtremeC3Net", "num_classes": 2, "chnn": 4},
    "TRAIN": {"loss": "Lovasz", "epochs": 1, "lr": 5e-4},
}


class PortraitData(Dataset):
    def __init__(self, size, n):
        self.size, self.n = size, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        ys, xs = torch.meshgrid(torch.arange(self.size), torch.arange(self.size), indexing="ij")
        cx, r = self.size / 2 + 4 * torch.randn(1, generator=g), self.size / 4
        person = ((xs - cx) ** 2 + (ys - self.size * 0.6) ** 2 < r ** 2).long()
        image = torch.rand(3, self.size, self.size, generator=g) * 0.4 + 0.6 * person
        return image, person


class CBR(nn.Sequential):
    def __init__(self, n_in, n_out, stride=1, dilation=1):
        super().__init__(
            nn.Conv2d(n_in, n_out, 3, stride, padding=dilation, dilation=dilation, bias=False),
            nn.BatchNorm2d(n_out),
            nn.PReLU(n_out),
        )


class ExtremeC3Net(nn.Module):
    def __init__(self, num_classes, chnn):
        super().__init__()
        self.level1 = CBR(3, 4 * chnn, stride=2)
        self.level2 = nn.Sequential(CBR(4 * chnn, 6 * chnn, stride=2), CBR(6 * chnn, 6 * chnn, dilation=2))
        self.classifier = nn.Conv2d(6 * chnn, num_classes, 1)
        self.up = nn.Upsample(scale_factor=4, mode="bilinear", align_corners=True)

    def forward(self, x):
        return self.up(self.classifier(self.level2(self.level1(x))))


def lovasz_grad(gt_sorted):
    gts = gt_sorted.sum()
    intersection = gts - gt_sorted.cumsum(0)
    union = gts + (1 - gt_sorted).cumsum(0)
    jaccard = 1.0 - intersection / union
    jaccard[1:] = jaccard[1:] - jaccard[:-1]
    return jaccard


def lovasz_hinge_flat(logits, labels):
    signs = 2.0 * labels.float() - 1.0
    errors = 1.0 - logits * signs
    errors_sorted, perm = torch.sort(errors, dim=0, descending=True)
    grad = lovasz_grad(labels.float()[perm])
    return torch.dot(torch.relu(errors_sorted), grad)


def lovasz_hinge(logits, labels):
    """binary Lovasz hinge, computed per image"""
    losses = [lovasz_hinge_flat(log.reshape(-1), lab.reshape(-1)) for log, lab in zip(logits, labels)]
    return torch.stack(losses).mean()


def get_criterion(name):
    if name == "Lovasz":
        return lovasz_hinge
    return nn.CrossEntropyLoss(ignore_index=255)


def train(cfg):
    data, mcfg, tcfg = cfg["DATA"], cfg["MODEL"], cfg["TRAIN"]
    loader = DataLoader(PortraitData(data["input_size"], data["n_samples"]), batch_size=data["batch_size"])
    model = ExtremeC3Net(mcfg["num_classes"], mcfg["chnn"])
    criterion = get_criterion(tcfg["loss"])
    optimizer = torch.optim.Adam(model.parameters(), tcfg["lr"], weight_decay=2e-4)
    for epoch in range(tcfg["epochs"]):
        for i, (image, target) in enumerate(loader):
            output = model(image)
            loss = criterion(output, target)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print("[%d/%d] loss %.3f" % (i + 1, len(loader), loss.item()))


if __name__ == "__main__":
    train(config)
