import torch
from torch.utils.data import DataLoader

from byol import BYOL, negative_cosine, update_momentum
from tiles import TwoViews

CONFIG = {
    "backbone": "resnet50",
    "tile": 64,
    "batch_size": 4,
    "epochs": 1,
    "lr": 0.06,
}


def main(cfg):
    torch.manual_seed(1)
    loader = DataLoader(TwoViews(n=4, tile=cfg["tile"]), batch_size=cfg["batch_size"], shuffle=True, drop_last=True)
    model = BYOL(cfg["backbone"])
    optimizer = torch.optim.SGD(model.parameters(), lr=cfg["lr"])
    for epoch in range(cfg["epochs"]):
        total = 0.0
        for x0, x1 in loader:
            update_momentum(model.backbone, model.backbone_momentum, m=0.99)
            update_momentum(model.projection_head, model.projection_head_momentum, m=0.99)
            p0, z0 = model(x0), model.forward_momentum(x0)
            p1, z1 = model(x1), model.forward_momentum(x1)
            loss = 0.5 * (negative_cosine(p0, z1) + negative_cosine(p1, z0))
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            total += loss.item()
        print(f"epoch {epoch:>02}, loss {total / len(loader):.5f}")


if __name__ == "__main__":
    main(CONFIG)
