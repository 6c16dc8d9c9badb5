import torch
from torch.nn import functional as F
from torch.utils.data import DataLoader

from config import anchors, blocks, names, net
from datasets import ListDataset
from models import Darknet


def compute_loss(outputs, classes, centres):
    box, conf, cls = outputs
    n, grid = conf.size(0), conf.size(2)
    cell = (centres * grid).long()
    obj = torch.zeros_like(conf)
    obj[torch.arange(n), 0, cell[:, 1], cell[:, 0]] = 1.0
    loss_conf = F.binary_cross_entropy_with_logits(conf, obj)
    picked = cls[torch.arange(n), 0, cell[:, 1], cell[:, 0]]
    loss_cls = F.binary_cross_entropy_with_logits(picked, F.one_hot(classes, len(names)).float())
    xy = box[torch.arange(n), 0, cell[:, 1], cell[:, 0], :2]
    return loss_conf + loss_cls + F.mse_loss(xy, centres * grid - cell)


def main(epochs=1):
    train = DataLoader(ListDataset(12, net["width"], net["height"], len(names)), batch_size=net["batch"])
    valid = DataLoader(ListDataset(4, net["width"], net["height"], len(names)), batch_size=net["batch"])
    model = Darknet(blocks, anchors, net["channels"])
    optimizer = torch.optim.Adam(model.parameters(), lr=net["learning_rate"])
    for epoch in range(epochs):
        model.train()
        for batch_i, (imgs, classes, centres) in enumerate(train):
            loss = compute_loss(model(imgs), classes, centres)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print(f"epoch {epoch} batch {batch_i} loss {loss.item():.4f}")
        model.eval()
        with torch.no_grad():
            val = sum(compute_loss(model(i), c, p).item() for i, c, p in valid)
        print("valid", val / len(valid))


if __name__ == "__main__":
    main()
