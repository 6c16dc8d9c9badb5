import torch
from torch.utils.data import DataLoader, Dataset
from torchvision.models.detection import fasterrcnn_mobilenet_v3_large_320_fpn
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor

CLASSES = ["__background__", "eel", "grouper", "urchin"]


class ReefFrames(Dataset):
    def __init__(self, n=4, size=(160, 224), seed=5):
        self.n, self.size, self.seed = n, size, seed

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(self.seed + i)
        h, w = self.size
        n_obj = 1 + i % 3
        xy = torch.rand(n_obj, 2, generator=g) * torch.tensor([w - 80.0, h - 40.0])
        wh = 12 + torch.rand(n_obj, 2, generator=g) * torch.tensor([66.0, 20.0])
        target = {
            "boxes": torch.cat([xy, xy + wh], dim=1),
            "labels": torch.randint(1, len(CLASSES), (n_obj,), generator=g),
        }
        return torch.rand(3, h, w, generator=g), target


def get_model(num_classes):
    model = fasterrcnn_mobilenet_v3_large_320_fpn(
        weights=None, weights_backbone=None, min_size=160, max_size=256, rpn_post_nms_top_n_train=50
    )
    # eels are long and thin, most animals are small
    anchor_generator = AnchorGenerator(
        sizes=((16, 32, 64, 128, 256),) * 3,
        aspect_ratios=((0.2, 0.35, 0.5, 1.0, 2.0),) * 3,
    )
    model.rpn.anchor_generator = anchor_generator
    in_features = model.roi_heads.box_predictor.cls_score.in_features
    model.roi_heads.box_predictor = FastRCNNPredictor(in_features, num_classes)
    return model


def train_one_epoch(model, optimizer, data_loader, epoch):
    model.train()
    for images, targets in data_loader:
        loss_dict = model(list(images), list(targets))
        losses = sum(loss for loss in loss_dict.values())
        optimizer.zero_grad()
        losses.backward()
        optimizer.step()
        print(f"epoch {epoch}", {k: round(v.item(), 3) for k, v in loss_dict.items()})


def main():
    torch.manual_seed(0)
    model = get_model(len(CLASSES))
    loader = DataLoader(ReefFrames(), batch_size=2, collate_fn=lambda batch: tuple(zip(*batch)))
    params = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.SGD(params, lr=1e-3, momentum=0.9, weight_decay=5e-4)
    for epoch in range(1):
        train_one_epoch(model, optimizer, loader, epoch)


if __name__ == "__main__":
    main()
