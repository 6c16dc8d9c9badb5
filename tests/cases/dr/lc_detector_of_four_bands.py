import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.models.detection import FasterRCNN
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.ops import MultiScaleRoIAlign


class RockTiles(Dataset):
    """Orthophoto tiles with the elevation as fourth channel."""

    def __len__(self):
        return 4

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        tile = torch.rand(4, 96, 96, generator=g)
        corner = torch.randint(0, 50, (3, 2), generator=g).float()
        boxes = torch.cat([corner, corner + 30], dim=1)
        return tile, {"boxes": boxes, "labels": torch.ones(3, dtype=torch.int64)}


def collate(batch):
    return tuple(zip(*batch))


def make_backbone(in_channels):
    backbone = nn.Sequential(
        nn.Conv2d(in_channels, 16, 7, stride=2, padding=3, bias=False),
        nn.BatchNorm2d(16),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(3, stride=2, padding=1),
        nn.Conv2d(16, 32, 3, stride=2, padding=1),
        nn.ReLU(inplace=True),
    )
    backbone.out_channels = 32
    return backbone


anchors = AnchorGenerator(sizes=((16, 32, 64),), aspect_ratios=((0.5, 1.0, 2.0),))
roi_pool = MultiScaleRoIAlign(featmap_names=["0"], output_size=7, sampling_ratio=2)
model = FasterRCNN(make_backbone(4), 2, min_size=96, max_size=128, rpn_anchor_generator=anchors, box_roi_pool=roi_pool)
params = [p for p in model.parameters() if p.requires_grad]
optimizer = torch.optim.SGD(params, lr=0.002, momentum=0.9)

model.train()
for images, targets in DataLoader(RockTiles(), batch_size=2, collate_fn=collate):
    loss_dict = model(images, targets)
    losses = sum(loss_dict.values())
    optimizer.zero_grad()
    losses.backward()
    optimizer.step()
    print({k: round(v.item(), 3) for k, v in loss_dict.items()})
