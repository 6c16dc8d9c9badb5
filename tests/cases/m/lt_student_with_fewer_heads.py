import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

N_CLASSES, ANCHORS = 5, 3

YOLOV3 = dict(widths=[16, 32, 48, 64, 64], heads=[2, 3, 4])
YOLOV3_TINY = dict(widths=[8, 16, 24, 32, 32], heads=[3, 4])


class Darknet(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        cin, self.stages = 3, nn.ModuleList()
        for width in cfg["widths"]:
            self.stages.append(nn.Sequential(
                nn.Conv2d(cin, width, 3, 2, 1), nn.BatchNorm2d(width), nn.LeakyReLU(0.1),
            ))
            cin = width
        self.heads = nn.ModuleDict({
            str(i): nn.Conv2d(cfg["widths"][i], ANCHORS * (5 + N_CLASSES), 1) for i in cfg["heads"]
        })

    def forward(self, x):
        outputs = []
        for i, stage in enumerate(self.stages):
            x = stage(x)
            if str(i) in self.heads:
                p = self.heads[str(i)](x)
                outputs.append(p.view(p.size(0), ANCHORS, 5 + N_CLASSES, *p.shape[2:]).permute(0, 1, 3, 4, 2))
        return outputs


def distillation_loss(output_s, output_t, T=3.0):
    """Hinton's loss on all boxes of the student and of the teacher."""
    output_s = torch.cat([p.reshape(-1, 5 + N_CLASSES) for p in output_s])
    output_t = torch.cat([p.reshape(-1, 5 + N_CLASSES) for p in output_t])
    criterion_st = nn.KLDivLoss(reduction="sum")
    loss_st = criterion_st(F.log_softmax(output_s / T, dim=1), F.softmax(output_t / T, dim=1)) * (T * T)
    return loss_st / output_s.size(0)


def train(pictures, batch_size=2):
    model = Darknet(YOLOV3_TINY)
    t_model = Darknet(YOLOV3).eval()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    for (imgs,) in DataLoader(TensorDataset(pictures), batch_size=batch_size):
        pred = model(imgs)
        with torch.no_grad():
            output_t = t_model(imgs)
        loss = distillation_loss(pred, output_t)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("distillation", loss.item())


train(torch.rand(4, 3, 96, 96))
