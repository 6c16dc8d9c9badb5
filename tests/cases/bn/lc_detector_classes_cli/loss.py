import torch
import torch.nn.functional as F


def build_target(labels, fsize, stride, n_anchors, n_classes):
    obj = torch.zeros(len(labels), n_anchors, fsize, fsize)
    cls = torch.zeros(len(labels), n_anchors, fsize, fsize, n_classes)
    for b, rows in enumerate(labels):
        for x, y, w, h, c in rows[rows[:, 4] >= 0].tolist():
            i, j = min(int(y / stride), fsize - 1), min(int(x / stride), fsize - 1)
            obj[b, :, i, j] = 1
            cls[b, :, i, j, int(c)] = 1
    return obj, cls


class YoloLoss:
    def __init__(self, n_classes, strides, n_anchors=3):
        self.n_classes, self.strides, self.n_anchors = n_classes, strides, n_anchors

    def __call__(self, outputs, labels):
        total = 0
        n_ch = 5 + self.n_classes
        for output, stride in zip(outputs, self.strides):
            batchsize, fsize = output.shape[0], output.shape[2]
            output = output.view(batchsize, self.n_anchors, n_ch, fsize, fsize)
            output = output.permute(0, 1, 3, 4, 2)
            obj, cls = build_target(labels, fsize, stride, self.n_anchors, self.n_classes)
            total = total + F.binary_cross_entropy_with_logits(output[..., 4], obj)
            hit = obj > 0
            total = total + F.binary_cross_entropy_with_logits(output[..., 5:][hit], cls[hit])
            total = total + 1e-3 * output[..., :4].pow(2).mean()
        return total
