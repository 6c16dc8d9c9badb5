import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

ANCHORS = [(81, 82), (135, 169), (344, 319)]


class DashcamFrames(Dataset):
    """Frames with up to three boxes (class, x, y, w, h), coordinates relative to the frame."""

    def __init__(self, height, width, n=4):
        self.height, self.width, self.n = height, width, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        frame = torch.rand(3, self.height, self.width, generator=g)
        count = 1 + i % 3
        boxes = torch.rand(count, 5, generator=g) * 0.4 + 0.3
        boxes[:, 0] = torch.randint(0, 80, (count,), generator=g)
        return frame, boxes

    @staticmethod
    def collate_fn(batch):
        frames, boxes = zip(*batch)
        targets = [torch.cat([torch.full((len(b), 1), float(i)), b], dim=1) for i, b in enumerate(boxes)]
        return torch.stack(frames), torch.cat(targets)


class YOLOLayer(nn.Module):
    def __init__(self, anchors, num_classes):
        super().__init__()
        self.anchors, self.num_anchors, self.num_classes = anchors, len(anchors), num_classes

    def assign(self, targets, shape):
        """Cell and anchor that answer for every box."""
        rows, cols = shape
        image, label = targets[:, :2].long().t()
        gx, gy = targets[:, 2] * cols, targets[:, 3] * rows
        wh = torch.stack([targets[:, 4] * cols, targets[:, 5] * rows], dim=1)
        scaled = torch.tensor(self.anchors) / 32.0
        inter = torch.min(wh[:, None], scaled[None]).prod(-1)
        best = (inter / (wh.prod(-1)[:, None] + scaled.prod(-1)[None] - inter)).argmax(1)
        return image, label, best, gx, gy, torch.log(wh / scaled[best])

    def forward(self, x, targets):
        num_samples = x.size(0)
        grid_size = x.size(2)
        prediction = (
            x.view(num_samples, self.num_anchors, self.num_classes + 5, grid_size, grid_size)
            .permute(0, 1, 3, 4, 2)
            .contiguous()
        )
        image, label, best, gx, gy, twh = self.assign(targets, prediction.shape[2:4])
        picked = prediction[image, best, gy.long(), gx.long()]
        conf = torch.sigmoid(prediction[..., 4])
        objects = torch.zeros_like(conf)
        objects[image, best, gy.long(), gx.long()] = 1
        loss = F.mse_loss(torch.sigmoid(picked[:, 0]), gx - gx.floor())
        loss = loss + F.mse_loss(torch.sigmoid(picked[:, 1]), gy - gy.floor())
        loss = loss + F.mse_loss(picked[:, 2:4], twh)
        loss = loss + F.binary_cross_entropy(conf, objects)
        return loss + F.binary_cross_entropy_with_logits(picked[:, 5:], F.one_hot(label, self.num_classes).float())


class DarknetTiny(nn.Module):
    def __init__(self, num_classes=80):
        super().__init__()
        layers, cin = [], 3
        for cout in (8, 16, 32, 64, 64):
            layers += [nn.Conv2d(cin, cout, 3, padding=1, bias=False), nn.BatchNorm2d(cout), nn.LeakyReLU(0.1)]
            layers.append(nn.MaxPool2d(2, 2))
            cin = cout
        layers.append(nn.Conv2d(cin, len(ANCHORS) * (num_classes + 5), 1))
        self.backbone = nn.Sequential(*layers)
        self.yolo = YOLOLayer(ANCHORS, num_classes)

    def forward(self, x, targets):
        return self.yolo(self.backbone(x), targets)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--batch_size", type=int, default=1)
    parser.add_argument("--img_height", type=int, default=384)
    parser.add_argument("--img_width", type=int, default=416)
    opt = parser.parse_args()
    dataset = DashcamFrames(opt.img_height, opt.img_width)
    loader = DataLoader(dataset, batch_size=opt.batch_size, collate_fn=dataset.collate_fn)
    model = DarknetTiny()
    optimizer = torch.optim.Adam(model.parameters())
    for epoch in range(opt.epochs):
        for imgs, targets in loader:
            loss = model(imgs, targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch} total loss {loss.item():.3f}")
