from dataclasses import dataclass

import torch
from torch import nn
import torch.nn.functional as F


@dataclass
class Wav2vec2FCConfig:
    num_speakers: int = 5994
    hidden_size: int = 768
    stat_pooling_type: str = "mean+std"


class FeatureEncoder(nn.Module):
    """Stands for wav2vec2: 16 kHz audio to 50 vectors per second."""

    def __init__(self, hidden_size):
        super().__init__()
        self.conv = nn.Conv1d(1, 32, 400, stride=320)
        self.proj = nn.Linear(32, hidden_size)

    def forward(self, wav):
        return self.proj(F.gelu(self.conv(wav[:, None])).transpose(1, 2))


class AngularAdditiveMarginSoftMaxLoss(nn.Module):
    def __init__(self, input_features, output_features, scale=30.0):
        super().__init__()
        self.fc_weights = nn.Parameter(torch.empty(output_features, input_features))
        nn.init.xavier_uniform_(self.fc_weights)
        self.scale = scale

    def forward(self, embedding, label):
        logits = self.scale * F.linear(F.normalize(embedding), F.normalize(self.fc_weights))
        return F.cross_entropy(logits, label)


class Wav2vec2FCModule(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.cfg = cfg
        self.wav2vec = FeatureEncoder(cfg.hidden_size)
        width = cfg.hidden_size * 2 if cfg.stat_pooling_type == "mean+std" else cfg.hidden_size
        self.loss_fn = AngularAdditiveMarginSoftMaxLoss(width, cfg.num_speakers)

    def compute_speaker_embedding(self, wav):
        seq = self.wav2vec(wav)
        mean = seq.mean(dim=1)
        if self.cfg.stat_pooling_type == "mean+std":
            return torch.cat([mean, seq.std(dim=1)], dim=1)
        return mean


def download_checkpoint():
    trained = Wav2vec2FCModule(Wav2vec2FCConfig(stat_pooling_type="mean"))
    return {"epoch": 7, "state_dict": trained.state_dict()}


network_cfg = Wav2vec2FCConfig()
network = Wav2vec2FCModule(network_cfg)
checkpoint = download_checkpoint()
network.load_state_dict(checkpoint["state_dict"])
network.eval()
with torch.no_grad():
    enrolled, probe = network.compute_speaker_embedding(torch.randn(2, 48000))
print("score", F.cosine_similarity(enrolled, probe, dim=0).item())
