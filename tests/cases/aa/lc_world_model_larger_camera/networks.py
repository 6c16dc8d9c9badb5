import torch
import torch.nn.functional as F
from torch import nn
from torch.distributions import Independent, Normal


class ConvEncoder(nn.Module):
    def __init__(self, in_channels=3, depth=32, kernels=(4, 4, 4, 4)):
        super().__init__()
        layers = []
        for i, kernel in enumerate(kernels):
            layers += [nn.Conv2d(in_channels, depth * 2 ** i, kernel, stride=2), nn.ReLU()]
            in_channels = depth * 2 ** i
        self.layers = nn.Sequential(*layers)

    def forward(self, image):
        lead = image.shape[:-3]
        x = self.layers(image.flatten(0, -4))
        return x.reshape(*lead, -1)


class RSSM(nn.Module):
    def __init__(self, stoch, deter, hidden, num_actions, embed):
        super().__init__()
        self.stoch, self.deter = stoch, deter
        self.cell = nn.GRUCell(hidden, deter)
        self._inp_layers = nn.Sequential(nn.Linear(stoch + num_actions, hidden), nn.ELU())
        self._img_out_layers = nn.Sequential(nn.Linear(deter, hidden), nn.ELU(), nn.Linear(hidden, 2 * stoch))
        self._obs_out_layers = nn.Sequential(nn.Linear(deter + embed, hidden), nn.ELU(), nn.Linear(hidden, 2 * stoch))

    def initial(self, batch_size):
        return torch.zeros(batch_size, self.stoch), torch.zeros(batch_size, self.deter)

    @staticmethod
    def _dist(stats):
        mean, std = stats.chunk(2, dim=-1)
        return Independent(Normal(mean, F.softplus(std) + 0.1), 1)

    def img_step(self, stoch, deter, action):
        x = self._inp_layers(torch.cat([stoch, action], -1))
        deter = self.cell(x, deter)
        return self._dist(self._img_out_layers(deter)), deter

    def obs_step(self, stoch, deter, action, embed):
        prior, deter = self.img_step(stoch, deter, action)
        x = torch.cat([deter, embed], -1)
        x = self._obs_out_layers(x)
        return self._dist(x), prior, deter

    def observe(self, embed, action):
        stoch, deter = self.initial(len(embed))
        feats, posts, priors = [], [], []
        for t in range(embed.shape[1]):
            post, prior, deter = self.obs_step(stoch, deter, action[:, t], embed[:, t])
            stoch = post.rsample()
            feats.append(torch.cat([stoch, deter], -1))
            posts.append(post)
            priors.append(prior)
        return torch.stack(feats, 1), posts, priors
