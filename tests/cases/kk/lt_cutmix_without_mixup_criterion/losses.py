import torch.nn as nn
import torch.nn.functional as F


class LabelSmoothingCrossEntropy(nn.Module):
    def __init__(self, smoothing=0.1):
        super().__init__()
        self.smoothing = smoothing

    def forward(self, x, target):
        logprobs = F.log_softmax(x, dim=-1)
        nll = F.nll_loss(logprobs, target)
        smooth = -logprobs.mean()
        return (1.0 - self.smoothing) * nll + self.smoothing * smooth


class SoftTargetCrossEntropy(nn.Module):
    def forward(self, x, target):
        return (-target * F.log_softmax(x, dim=-1)).sum(dim=-1).mean()


def build_criterion(args):
    if args.mixup > 0.0:
        # smoothing is handled with the mixup label transform
        return SoftTargetCrossEntropy()
    if args.smoothing > 0.0:
        return LabelSmoothingCrossEntropy(args.smoothing)
    return nn.CrossEntropyLoss()
