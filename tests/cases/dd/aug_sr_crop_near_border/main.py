import json
import os
import random
import tempfile

import torch
from torch.utils.data import DataLoader

from data import PairedSR, write_demo_images
from network import SmallSR

OPT = """
{
  "scale": 2,
  "datasets": {"train": {"H_size": 96, "batch_size": 4, "n_per_image": 3}},
  "netG": {"nf": 24, "nb": 2},
  "train": {"lr": 2e-4, "epochs": 2}
}
"""


def main():
    opt = json.loads(OPT)
    random.seed(3)
    torch.manual_seed(3)
    with tempfile.TemporaryDirectory() as root:
        write_demo_images(root)
        d = opt["datasets"]["train"]
        train_set = PairedSR(root, d["H_size"], opt["scale"], d["n_per_image"])
        loader = DataLoader(train_set, batch_size=d["batch_size"], shuffle=True)
        net = SmallSR(opt["scale"], **opt["netG"])
        optimizer = torch.optim.Adam(net.parameters(), lr=opt["train"]["lr"])
        for epoch in range(opt["train"]["epochs"]):
            for batch in loader:
                loss = torch.nn.functional.l1_loss(net(batch["L"]), batch["H"])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            print(f"epoch {epoch} l1 {loss.item():.4f}")


if __name__ == "__main__":
    main()
