import torch
import torch.nn.functional as F

import data
from convnets import SimpleConvEncoder

DEFAULTS = dict(
    data=dict(batch_size=16, image_size=32),
    model=dict(dim_h=16, n_steps=2),
    optimizer=dict(lr=1e-3),
    train=dict(epochs=1),
)


def build_model(**model_args):
    shape = (data.DIMS["dim_x"], data.DIMS["dim_y"], data.DIMS["dim_c"])
    return SimpleConvEncoder(shape, dim_out=data.DIMS["dim_l"], **model_args)


def train_epoch(model, optimizer):
    model.train()
    for images, targets in data.LOADERS["train"]:
        loss = F.cross_entropy(model(images), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


@torch.no_grad()
def test_epoch(model):
    model.eval()
    correct = sum((model(x).argmax(1) == y).sum().item() for x, y in data.LOADERS["test"])
    return correct / data.DIMS["n_test"]


torch.manual_seed(0)
data.setup(**DEFAULTS["data"])
model = build_model(**DEFAULTS["model"])
optimizer = torch.optim.Adam(model.parameters(), **DEFAULTS["optimizer"])
for epoch in range(DEFAULTS["train"]["epochs"]):
    print("epoch", epoch, "loss", train_epoch(model, optimizer), "accuracy", test_epoch(model))
