import torch
import torch.nn as nn


class ACmix(nn.Module):
    """Self-attention and convolution on shared projections."""

    def __init__(self, in_planes, out_planes, head=4, kernel_conv=3):
        super().__init__()
        self.head, self.kernel_conv = head, kernel_conv
        self.head_dim = out_planes // head
        self.conv1 = nn.Conv2d(in_planes, out_planes, kernel_size=1)
        self.conv2 = nn.Conv2d(in_planes, out_planes, kernel_size=1)
        self.conv3 = nn.Conv2d(in_planes, out_planes, kernel_size=1)
        self.fc = nn.Conv2d(3 * head, kernel_conv * kernel_conv, kernel_size=1, bias=False)
        self.dep_conv = nn.Conv2d(kernel_conv * kernel_conv * self.head_dim, out_planes,
                                  kernel_size=kernel_conv, groups=self.head_dim, padding=1)
        self.rate1 = nn.Parameter(torch.tensor(0.5))
        self.rate2 = nn.Parameter(torch.tensor(0.5))

    def forward(self, x):
        q, k, v = self.conv1(x), self.conv2(x), self.conv3(x)
        b, c, h, w = q.shape

        def heads(t):
            return t.view(b, self.head, self.head_dim, h * w)

        att = (heads(q).transpose(2, 3) @ heads(k) * self.head_dim ** -0.5).softmax(-1)
        out_att = (heads(v) @ att.transpose(2, 3)).reshape(b, c, h, w)

        f_all = self.fc(torch.cat([heads(q), heads(k), heads(v)], 1))
        f_conv = f_all.permute(0, 2, 1, 3).reshape(x.shape[0], -1, x.shape[-1], x.shape[-1])
        out_conv = self.dep_conv(f_conv)
        return self.rate1 * out_att + self.rate2 * out_conv


class SignNet(nn.Module):
    def __init__(self, num_classes=8):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 3, stride=4, padding=1), nn.BatchNorm2d(32), nn.ReLU())
        self.mix = ACmix(32, 32)
        self.fc = nn.Linear(32, num_classes)

    def forward(self, x):
        x = torch.relu(self.mix(self.stem(x)))
        return self.fc(x.mean((2, 3)))


net = SignNet()
optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
images, labels = torch.rand(4, 3, 48, 96), torch.tensor([0, 5, 2, 7])
for step in range(2):
    loss = nn.functional.cross_entropy(net(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
