import numpy as np
import torch
from PIL import Image
from torch import nn


class SSD(nn.Module):
    def __init__(self, label_num=81):
        super().__init__()
        self.label_num = label_num
        self.feature_extractor = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.ReLU(inplace=True),
            nn.Conv2d(16, 32, 3, stride=4, padding=1), nn.ReLU(inplace=True),
        )
        self.additional_blocks = nn.ModuleList([
            nn.Sequential(nn.Conv2d(32, 32, 3, stride=2, padding=1), nn.ReLU(inplace=True)),
            nn.Sequential(nn.Conv2d(32, 32, 3, stride=2, padding=1), nn.ReLU(inplace=True)),
        ])
        num_defaults = [4, 6, 6]
        self.loc = nn.ModuleList(nn.Conv2d(32, nd * 4, 3, padding=1) for nd in num_defaults)
        self.conf = nn.ModuleList(nn.Conv2d(32, nd * label_num, 3, padding=1) for nd in num_defaults)

    def bbox_view(self, src, loc, conf):
        ret = []
        for s, l, c in zip(src, loc, conf):
            boxes = l(s).view(s.size(0), 4, -1)
            labels = c(s).view(s.size(0), self.label_num, -1)
            ret.append((boxes, labels))
        locs, confs = list(zip(*ret))
        return torch.cat(locs, 2), torch.cat(confs, 2)

    def forward(self, x):
        x = self.feature_extractor(x)
        detection_feed = [x]
        for block in self.additional_blocks:
            x = block(x)
            detection_feed.append(x)
        return self.bbox_view(detection_feed, self.loc, self.conf)


def load_image(path_or_array, size=300):
    """square picture, values in -1..1, H x W x C"""
    img = Image.fromarray(path_or_array)
    side = min(img.size)
    img = img.crop((0, 0, side, side)).resize((size, size))
    return np.asarray(img, dtype=np.float32) / 127.5 - 1


def prepare_tensor(inputs):
    nhwc = torch.from_numpy(np.array(inputs))
    return nhwc.permute(0, 3, 1, 2)


def pick_best(locs, confs, threshold=0.02):
    probs = confs.softmax(dim=1)[:, 1:]
    best, label = probs.max(dim=1)
    return [(locs[i][:, b > threshold], l[b > threshold]) for i, (b, l) in enumerate(zip(best, label))]


torch.manual_seed(0)
photos = np.random.RandomState(0).randint(0, 256, (2, 360, 480, 3)).astype(np.uint8)
tensor = prepare_tensor([load_image(p) for p in photos])
ssd_model = SSD().eval()
with torch.no_grad():
    detections_batch = ssd_model(tensor)
for boxes, labels in pick_best(*detections_batch):
    print("objects found:", labels.numel())
