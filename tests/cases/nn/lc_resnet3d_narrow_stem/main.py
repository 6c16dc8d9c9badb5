import torch
import torch.nn as nn
from torch.utils.data import DataLoader

from backbone_resnet_3d import BackboneResnet3D
from config import COMMON, HEAD_KWARGS, RESNET_KWARGS
from data import CTVolumes


class ModelMultiHead(nn.Module):
    def __init__(self, resnet_kwargs, num_outputs):
        super().__init__()
        self.backbone = BackboneResnet3D(pool=True, **resnet_kwargs)
        self.head = nn.Linear(self.backbone.out_dim, num_outputs)

    def forward(self, batch_dict):
        feats = self.backbone(batch_dict["data.input.img"])
        batch_dict["model.logits"] = self.head(feats)
        return batch_dict


def main():
    torch.manual_seed(COMMON["seed"])
    model = ModelMultiHead(RESNET_KWARGS, **HEAD_KWARGS)
    opt = torch.optim.Adam(model.parameters(), lr=COMMON["lr"])
    for epoch in range(COMMON["num_epochs"]):
        for batch_dict in DataLoader(CTVolumes(), batch_size=COMMON["batch_size"]):
            batch_dict = model(batch_dict)
            loss = nn.functional.cross_entropy(batch_dict["model.logits"], batch_dict["data.gt.label"])
            opt.zero_grad()
            loss.backward()
            opt.step()
            print(epoch, loss.item())


if __name__ == "__main__":
    main()
