import torch
from torch import nn

from configs import args


class SimToken(nn.Module):
    def __init__(self):
        super().__init__()
        self.audio_feature_layer = nn.Linear(args.audio_dim, args.d_model)
        self.visual_feature_layer = nn.Linear(args.visual_dim, args.d_model)
        self.fuse = nn.GRU(2 * args.d_model, args.d_model, batch_first=True)
        self.seg = nn.Linear(args.d_model, 1)

    def forward(self, frames, audio_features):
        audio_embeddings = self.audio_feature_layer(torch.stack(audio_features, dim=0))
        visual_embeddings = self.visual_feature_layer(frames)
        h, _ = self.fuse(torch.cat([visual_embeddings, audio_embeddings], dim=-1))
        return self.seg(h).squeeze(-1)
