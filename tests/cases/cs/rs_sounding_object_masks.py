import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset


class SoundingFrames(Dataset):
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.frames = torch.rand(n, 3, 64, 64, generator=g)
        self.audio = torch.randn(n, 1, 128, generator=g)
        self.masks = (self.frames.mean(1, keepdim=True) > 0.5).float()

    def __len__(self):
        return len(self.frames)

    def __getitem__(self, i):
        return self.frames[i], self.audio[i], self.masks[i]


class CrossModalMixer(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.channel_attn = nn.MultiheadAttention(dim, 4, batch_first=True)
        self.gate = nn.Sequential(nn.Linear(dim, dim), nn.Sigmoid())

    def forward(self, feature_map, audio_feat):
        tokens = feature_map.flatten(2).transpose(1, 2)
        x, _ = self.channel_attn(audio_feat, tokens, tokens)
        x = self.gate(x)
        fusion_map = torch.einsum("bchw,bc->bchw", feature_map, x.squeeze())
        return feature_map + fusion_map


class AVSegNet(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(3, dim, 3, 2, 1), nn.ReLU(), nn.Conv2d(dim, dim, 3, 2, 1), nn.ReLU())
        self.audio_proj = nn.Linear(128, dim)
        self.fusion_block = CrossModalMixer(dim)
        self.mask_head = nn.Conv2d(dim, 1, 1)

    def forward(self, frames, audio):
        mask_feature = self.backbone(frames)
        mask_feature = self.fusion_block(mask_feature, self.audio_proj(audio))
        return F.interpolate(self.mask_head(mask_feature), scale_factor=4, mode="bilinear", align_corners=False)


def mask_iou(pred, mask):
    pred, mask = pred > 0, mask > 0.5
    return ((pred & mask).sum() / (pred | mask).sum().clamp(min=1)).item()


train_loader = DataLoader(SoundingFrames(12, 0), batch_size=4, shuffle=True)
val_loader = DataLoader(SoundingFrames(5, 1), batch_size=1)
model = AVSegNet()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
for frames, audio, masks in train_loader:
    loss = F.binary_cross_entropy_with_logits(model(frames, audio), masks)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

model.eval()
with torch.no_grad():
    scores = [mask_iou(model(frames, audio), masks) for frames, audio, masks in val_loader]
print("mIoU", sum(scores) / len(scores))
