import torch.nn.functional as F


def loss_calculation(semantic, target):
    bs, n_classes, h, w = semantic.size()
    pix_num = h * w
    target = target.view(bs, -1).view(-1).contiguous()
    semantic = semantic.view(bs, n_classes, pix_num).transpose(1, 2).contiguous()
    semantic = semantic.view(bs * pix_num, n_classes).contiguous()
    return F.cross_entropy(semantic, target)
