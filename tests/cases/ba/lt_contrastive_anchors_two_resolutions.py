import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

NUM_CLASSES, IGNORE = 5, 255


class Slices(Dataset):
    """Abdominal CT slices with organ masks."""

    def __len__(self):
        return 4

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        mask = torch.randint(0, NUM_CLASSES, (8, 8), generator=g)
        mask = mask.repeat_interleave(16, 0).repeat_interleave(16, 1)
        image = mask[None].float() / NUM_CLASSES + 0.2 * torch.randn(1, 128, 128, generator=g)
        return image, mask


class ContrastNet(nn.Module):
    def __init__(self, dim=32, proj_dim=16):
        super().__init__()
        layers, c = [], 1
        for v in (16, 32, dim):
            layers += [nn.Conv2d(c, v, 3, 2, 1), nn.BatchNorm2d(v), nn.ReLU(True)]
            c = v
        self.encoder = nn.Sequential(*layers)
        self.proj_head = nn.Conv2d(dim, proj_dim, 1)
        self.decoder = nn.Sequential(
            nn.ConvTranspose2d(dim, 16, 4, 4), nn.ReLU(True), nn.ConvTranspose2d(16, NUM_CLASSES, 2, 2),
        )

    def forward(self, x):
        feats = self.encoder(x)
        return self.decoder(feats), F.normalize(self.proj_head(feats), dim=1)


def hard_anchor_sampling(feats, labels, predict, n_view=20):
    anchors, classes = [], []
    for f, this_y_hat, this_y in zip(feats, labels, predict):
        for cls_id in this_y_hat.unique().tolist():
            if cls_id == IGNORE:
                continue
            hard = ((this_y_hat == cls_id) & (this_y != cls_id)).nonzero().flatten()
            easy = ((this_y_hat == cls_id) & (this_y == cls_id)).nonzero().flatten()
            picked = torch.cat([hard[:n_view // 2], easy[:n_view // 2]])
            anchors.append(f[picked])
            classes += [cls_id] * len(picked)
    return torch.cat(anchors), torch.tensor(classes)


def pixel_contrast(feats, labels, predict, temperature=0.1):
    labels = F.interpolate(labels.unsqueeze(1).float(), feats.shape[2:], mode="nearest").squeeze(1).long()
    labels = labels.flatten(1)
    predict = predict.flatten(1)
    feats = feats.flatten(2).transpose(1, 2)
    x, y = hard_anchor_sampling(feats, labels, predict)
    logits = x @ x.t() / temperature
    same = (y[:, None] == y[None]).float().fill_diagonal_(0)
    log_prob = logits - torch.logsumexp(logits, dim=1, keepdim=True)
    return -((same * log_prob).sum(1) / same.sum(1).clamp(min=1)).mean()


net = ContrastNet()
optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
for image, target in DataLoader(Slices(), batch_size=2):
    seg, embed = net(image)
    loss_seg = F.cross_entropy(seg, target, ignore_index=IGNORE)
    pred = seg.argmax(dim=1)
    loss = loss_seg + 0.1 * pixel_contrast(embed, target, pred)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss_seg.item(), loss.item())
