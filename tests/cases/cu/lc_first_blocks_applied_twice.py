import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils import spectral_norm

torch.manual_seed(0)


class Block(nn.Module):

    def __init__(self, in_ch, out_ch, ksize=3, pad=1, activation=F.relu, downsample=False):
        super().__init__()
        self.activation = activation
        self.downsample = downsample
        self.learnable_sc = in_ch != out_ch or downsample
        self.c1 = spectral_norm(nn.Conv2d(in_ch, in_ch, ksize, 1, pad))
        self.c2 = spectral_norm(nn.Conv2d(in_ch, out_ch, ksize, 1, pad))
        if self.learnable_sc:
            self.c_sc = spectral_norm(nn.Conv2d(in_ch, out_ch, 1, 1, 0))

    def shortcut(self, x):
        if self.learnable_sc:
            x = self.c_sc(x)
        return F.avg_pool2d(x, 2) if self.downsample else x

    def residual(self, x):
        h = self.c2(self.activation(self.c1(self.activation(x))))
        return F.avg_pool2d(h, 2) if self.downsample else h

    def forward(self, x):
        return self.residual(x) + self.shortcut(x)


class OptimizedBlock(nn.Module):

    def __init__(self, in_ch, out_ch, ksize=3, pad=1, activation=F.relu):
        super().__init__()
        self.activation = activation
        self.c1 = spectral_norm(nn.Conv2d(in_ch, out_ch, ksize, 1, pad))
        self.c2 = spectral_norm(nn.Conv2d(out_ch, out_ch, ksize, 1, pad))
        self.c_sc = spectral_norm(nn.Conv2d(in_ch, out_ch, 1, 1, 0))

    def shortcut(self, x):
        return self.c_sc(F.avg_pool2d(x, 2))

    def residual(self, x):
        return F.avg_pool2d(self.c2(self.activation(self.c1(x))), 2)

    def forward(self, x):
        return self.shortcut(x) + self.residual(x)


class SNResNetConcatDiscriminator(nn.Module):

    def __init__(self, num_features, num_classes, activation=F.relu, dim_emb=32):
        super().__init__()
        nf = num_features
        self.activation = activation
        self.block1 = OptimizedBlock(3, nf)
        self.block2 = Block(nf, nf * 2, activation=activation, downsample=True)
        self.block3 = Block(nf * 2, nf * 4, activation=activation, downsample=True)
        self.l_y = spectral_norm(nn.Embedding(num_classes, dim_emb))
        self.block4 = Block(nf * 4 + dim_emb, nf * 8, activation=activation, downsample=True)
        self.block5 = Block(nf * 8, nf * 8, activation=activation)
        self.l6 = spectral_norm(nn.Linear(nf * 8, 1))

    def forward(self, x, y=None):
        h = x
        for i in range(1, 4):
            h = getattr(self, "block{}".format(i))(h)
        h = self.block3(self.block2(self.block1(h)))
        if y is not None:
            emb = self.l_y(y).unsqueeze(-1).unsqueeze(-1)
            emb = emb.expand(emb.size(0), emb.size(1), h.size(2), h.size(3))
            h = torch.cat((h, emb), dim=1)
        h = self.block5(self.block4(h))
        h = torch.sum(self.activation(h), dim=(2, 3))
        return self.l6(h)


class Generator(nn.Module):

    def __init__(self, num_classes, dim_z=32, ch=32):
        super().__init__()
        self.ch = ch
        self.l_y = nn.Embedding(num_classes, dim_z)
        self.l1 = nn.Linear(dim_z * 2, 4 * 4 * ch)
        self.blocks = nn.Sequential(*[
            layer for _ in range(4)
            for layer in (nn.Upsample(scale_factor=2), nn.Conv2d(ch, ch, 3, 1, 1), nn.BatchNorm2d(ch), nn.ReLU())])
        self.out = nn.Conv2d(ch, 3, 3, 1, 1)

    def forward(self, z, y):
        h = self.l1(torch.cat((z, self.l_y(y)), dim=1)).view(z.size(0), self.ch, 4, 4)
        return torch.tanh(self.out(self.blocks(h)))


n_classes, batch_size, dim_z = 10, 4, 32
gen = Generator(n_classes, dim_z)
dis = SNResNetConcatDiscriminator(num_features=16, num_classes=n_classes)
opt_gen = torch.optim.Adam(gen.parameters(), 2e-4, (0.0, 0.9))
opt_dis = torch.optim.Adam(dis.parameters(), 2e-4, (0.0, 0.9))

for n_iter in range(2):
    real, real_y = torch.rand(batch_size, 3, 64, 64) * 2 - 1, torch.randint(n_classes, (batch_size,))
    pseudo_y = torch.randint(n_classes, (batch_size,))
    fake = gen(torch.randn(batch_size, dim_z), pseudo_y)
    loss_dis = F.relu(1 - dis(real, real_y)).mean() + F.relu(1 + dis(fake.detach(), pseudo_y)).mean()
    opt_dis.zero_grad()
    loss_dis.backward()
    opt_dis.step()
    loss_gen = -dis(fake, pseudo_y).mean()
    opt_gen.zero_grad()
    loss_gen.backward()
    opt_gen.step()
    print("iteration: {}, loss_dis: {:.4f}, loss_gen: {:.4f}".format(n_iter, loss_dis.item(), loss_gen.item()))
