import torch
from torch import nn


class FrontDoorIntervention(nn.Module):
    def __init__(self, cfgs):
        super().__init__()
        d_model = cfgs["model"]["d_model"]
        d_feat = cfgs["model"]["feature_dim"]
        self.prob_m = nn.Linear(d_model, d_model)
        self.prob_x_hat = nn.Linear(d_feat, d_model)
        self.fc = nn.Linear(d_model * 2, d_model)

    def forward(self, m, x_hat):
        # P(M|X) P(Y|X_hat, M) P(X_hat)
        prob_m = self.prob_m(m)
        prob_x_hat = self.prob_x_hat(x_hat)
        attn = torch.softmax(prob_m @ prob_x_hat.t() / prob_m.shape[-1] ** 0.5, dim=-1)
        return self.fc(torch.cat([prob_m, attn @ prob_x_hat], dim=-1))


class CRA(nn.Module):
    def __init__(self, cfgs):
        super().__init__()
        self.video_proj = nn.Linear(cfgs["dataset"]["video_dim"], cfgs["model"]["d_model"])
        self.do = FrontDoorIntervention(cfgs)

    def forward(self, video, question, answers, visual_clusters):
        frames = self.video_proj(video)
        weight = torch.softmax((frames * question[:, None]).sum(-1), dim=1)
        m = (weight[..., None] * frames).sum(1)
        m = self.do(m, visual_clusters) + m
        return (answers * m[:, None]).sum(-1)
