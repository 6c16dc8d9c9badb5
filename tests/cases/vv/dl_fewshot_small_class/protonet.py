import torch
import torch.nn.functional as F
from torch import nn


def conv_block(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(), nn.MaxPool2d(2))


class ProtoNet(nn.Module):
    def __init__(self, n_way, n_support):
        super().__init__()
        self.n_way, self.n_support, self.n_query = n_way, n_support, -1
        self.feature = nn.Sequential(conv_block(3, 16), conv_block(16, 16), conv_block(16, 16), nn.Flatten())

    def set_forward(self, x):
        z = self.feature(x.reshape(-1, *x.shape[2:])).view(self.n_way, self.n_support + self.n_query, -1)
        proto = z[:, :self.n_support].mean(1)
        query = z[:, self.n_support:].reshape(self.n_way * self.n_query, -1)
        return -torch.cdist(query, proto)

    def set_forward_loss(self, x):
        target = torch.arange(self.n_way).repeat_interleave(self.n_query)
        return F.cross_entropy(self.set_forward(x), target)
