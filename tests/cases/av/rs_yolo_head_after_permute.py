import torch
from torch import nn

ANCHORS = [(10, 13), (16, 30), (33, 23)]


def conv_bn(cin, cout, stride=1):
    return nn.Sequential(
        nn.Conv2d(cin, cout, 3, stride, 1, bias=False), nn.BatchNorm2d(cout), nn.LeakyReLU(0.1))


class YOLOLayer(nn.Module):
    """Turns one raw map into boxes in pixels, objectness and class scores."""

    def __init__(self, anchors, num_classes, img_dim):
        super().__init__()
        self.register_buffer("anchors", torch.tensor(anchors, dtype=torch.float))
        self.num_classes, self.img_dim = num_classes, img_dim

    def forward(self, x):
        num_samples, _, grid_size, _ = x.shape
        stride = self.img_dim / grid_size
        prediction = x.view(num_samples, len(self.anchors), self.num_classes + 5, grid_size, grid_size)
        prediction = prediction.permute(0, 1, 3, 4, 2)

        xy = torch.sigmoid(prediction[..., 0:2])
        wh = prediction[..., 2:4].exp()
        pred_conf = torch.sigmoid(prediction[..., 4])
        pred_cls = torch.sigmoid(prediction[..., 5:])

        steps = torch.arange(grid_size, dtype=x.dtype)
        gy, gx = torch.meshgrid(steps, steps, indexing="ij")
        offset = torch.stack([gx, gy], dim=-1)
        pred_boxes = torch.zeros(num_samples, len(self.anchors), grid_size, grid_size, 4)
        pred_boxes[..., 0:2] = (xy + offset) * stride
        pred_boxes[..., 2:4] = wh * self.anchors.view(1, -1, 1, 1, 2)

        return torch.cat((
            pred_boxes.view((num_samples, -1, 4)),
            pred_conf.view((num_samples, -1, 1)),
            pred_cls.view((num_samples, -1, self.num_classes)),
        ), dim=-1)


class TinyDarknet(nn.Module):
    def __init__(self, num_classes=4, img_dim=96):
        super().__init__()
        self.backbone = nn.Sequential(
            conv_bn(3, 8, 2), conv_bn(8, 16, 2), conv_bn(16, 32, 2), conv_bn(32, 64, 2), conv_bn(64, 64, 2))
        self.pre_yolo = nn.Conv2d(64, len(ANCHORS) * (num_classes + 5), 1)
        self.yolo = YOLOLayer(ANCHORS, num_classes, img_dim)

    def forward(self, x):
        return self.yolo(self.pre_yolo(self.backbone(x)))


class VideoDetector:
    def __init__(self, model, thres=0.5):
        self.model, self.thres = model.eval(), thres

    def detect(self, frames):
        for frame in frames:
            with torch.no_grad():
                detections = self.model(frame[None])[0]
            yield detections[detections[:, 4] > self.thres]


video = torch.rand(3, 3, 96, 96)
for k, det in enumerate(VideoDetector(TinyDarknet()).detect(video)):
    print(f"frame {k}: {len(det)} candidates")
