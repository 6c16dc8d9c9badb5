import torch
import torch.nn.functional as F

import yolov5_ca
from yolo import DetectionModel


def objectness_loss(preds):
    return sum(F.binary_cross_entropy_with_logits(p[..., 4], torch.zeros_like(p[..., 4])) for p in preds)


def train(epochs=2, imgsz=256, batch_size=2):
    model = DetectionModel(yolov5_ca)
    print("strides", model.stride.tolist())
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.937, nesterov=True)
    for epoch in range(epochs):
        imgs = torch.rand(batch_size, 3, imgsz, imgsz)
        loss = objectness_loss(model(imgs))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"{epoch}/{epochs - 1} obj {loss.item():.4f}")


if __name__ == "__main__":
    train()
