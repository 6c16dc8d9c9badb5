import torch
from torch import nn


class AVSR(nn.Module):
    def __init__(self, vocab=12, dim=32):
        super().__init__()
        self.audio_frontend = nn.Conv1d(1, dim, kernel_size=640, stride=640)
        self.video_frontend = nn.Linear(16 * 16, dim)
        self.fusion = nn.Linear(2 * dim, dim)
        self.ctc_lo = nn.Linear(dim, vocab)

    def forward(self, video, audio):
        v = self.video_frontend(video.flatten(2))
        a = self.audio_frontend(audio.transpose(1, 2)).transpose(1, 2)
        x = torch.relu(self.fusion(torch.cat([v, a], dim=-1)))
        return self.ctc_lo(x).log_softmax(-1)
