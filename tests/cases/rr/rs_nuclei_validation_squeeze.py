import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class NucleiPatches(Dataset):
    def __init__(self, n, size=40, seed=0):
        g = torch.Generator().manual_seed(seed)
        self.img = torch.rand(n, 3, size, size, generator=g)
        self.np_map = (F.avg_pool2d(self.img, 5, 1, 2).mean(1, keepdim=True) > 0.5).float()

    def __len__(self):
        return len(self.img)

    def __getitem__(self, i):
        return {"img": self.img[i], "np_map": self.np_map[i]}


class NucleiNet(nn.Module):
    def __init__(self, width=12):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(3, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, width, 3, stride=2, padding=1), nn.ReLU(),
        )
        self.decoder = nn.ModuleDict({
            "np": nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(width, 2, 3, padding=1)),
        })

    def forward(self, x):
        h = self.encoder(x)
        return {name: branch(h) for name, branch in self.decoder.items()}


def dice_loss(true, pred, smooth=1e-3):
    inter = (pred * true).sum((0, 2, 3))
    union = pred.sum((0, 2, 3)) + true.sum((0, 2, 3))
    return (1 - (2 * inter + smooth) / (union + smooth)).sum()


class Stepper:
    def __init__(self, net, optimizer):
        self.net = net
        self.optimizer = optimizer

    def unpack(self, batch):
        true_np = torch.squeeze(batch["np_map"]).long()
        onehot = F.one_hot(true_np, num_classes=2).float()
        return batch["img"], true_np, onehot.permute(0, 3, 1, 2)

    def train_step(self, batch):
        self.net.train()
        img, true_np, onehot = self.unpack(batch)
        logits = self.net(img)["np"]
        loss = F.cross_entropy(logits, true_np) + dice_loss(onehot, logits.softmax(1))
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()

    @torch.no_grad()
    def valid_step(self, batch):
        self.net.eval()
        img, true_np, onehot = self.unpack(batch)
        prob = self.net(img)["np"].softmax(1)
        return {
            "acc": (prob.argmax(1) == true_np).float().mean().item() * len(img),
            "dice": dice_loss(onehot, prob).item() * len(img),
        }


class Engine:
    def __init__(self, stepper, loaders, epochs):
        self.stepper, self.loaders, self.epochs = stepper, loaders, epochs

    def run(self):
        for epoch in range(self.epochs):
            losses = [self.stepper.train_step(b) for b in self.loaders["train"]]
            print(f"epoch {epoch}: loss {sum(losses) / len(losses):.4f}")
            sums = {"acc": 0.0, "dice": 0.0}
            for batch in self.loaders["valid"]:
                for key, value in self.stepper.valid_step(batch).items():
                    sums[key] += value
            n = len(self.loaders["valid"].dataset)
            print("   valid:", {k: round(v / n, 4) for k, v in sums.items()})


torch.manual_seed(1)
net = NucleiNet()
loaders = {
    "train": DataLoader(NucleiPatches(24, seed=1), batch_size=8, shuffle=True),
    "valid": DataLoader(NucleiPatches(17, seed=2), batch_size=4),
}
Engine(Stepper(net, torch.optim.Adam(net.parameters(), 1e-3)), loaders, epochs=2).run()
