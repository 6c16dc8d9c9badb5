import torch
from torch import nn
import torch.nn.functional as F


def episode(batch=3, size=164):
    """Support picture with mask and query picture with mask of one unseen class."""
    g = torch.Generator().manual_seed(0)
    support, query = torch.rand(2, batch, 3, size, size, generator=g)
    support_mask, query_mask = (torch.rand(2, batch, 1, size, size, generator=g) > 0.7).float()
    return support, support_mask, query, query_mask


class FewShotVGG(nn.Module):
    def __init__(self, dim=256):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(2),
            nn.Conv2d(64, dim, 3, padding=1), nn.ReLU(inplace=True),
        )
        self.layer55 = nn.Sequential(nn.Conv2d(dim * 2, 64, 3, padding=2, dilation=2), nn.ReLU())
        self.layer9 = nn.Conv2d(64, 2, 1)

    def masked_average(self, feature, mask):
        mask = F.interpolate(mask, feature.shape[-2:], mode="bilinear", align_corners=True)
        area = mask.sum(dim=(2, 3)) + 1e-5
        return (feature * mask).sum(dim=(2, 3)) / area

    def f_v_concate(self, feature, vec_pos, feature_size):
        # tile for cat
        fea_pos = vec_pos.expand(-1, -1, feature_size[0], feature_size[1])
        return torch.cat([feature, fea_pos], dim=1)

    def forward(self, query, support, support_mask):
        query_feature = self.backbone(query)
        support_feature = self.backbone(support)
        vec_pos = self.masked_average(support_feature, support_mask)
        feature_size = query_feature.shape[-2:]
        exit_feat_in = self.f_v_concate(query_feature, vec_pos, feature_size)
        out = self.layer9(self.layer55(exit_feat_in))
        return F.interpolate(out, query.shape[-2:], mode="bilinear", align_corners=True)


net = FewShotVGG()
optimizer = torch.optim.SGD(net.parameters(), lr=2.5e-4, momentum=0.9)
support, support_mask, query, query_mask = episode()
logits = net(query, support, support_mask)
loss = F.cross_entropy(logits, query_mask.squeeze(1).long())
optimizer.zero_grad()
loss.backward()
optimizer.step()
print("episode loss", loss.item())
