import torch
from torch import nn

WIDTHS = (8, 16, 32, 64)


class BasicBlock(nn.Module):
    expansion = 1

    def __init__(self, cin, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, width, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.down = nn.Conv2d(cin, width, 1, stride, bias=False)

    def forward(self, x):
        return self.conv2(torch.relu(self.conv1(x))) + self.down(x)


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, cin, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, width, 1, bias=False)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.conv3 = nn.Conv2d(width, width * 4, 1, bias=False)
        self.down = nn.Conv2d(cin, width * 4, 1, stride, bias=False)

    def forward(self, x):
        return self.conv3(torch.relu(self.conv2(torch.relu(self.conv1(x))))) + self.down(x)


class ResNet(nn.Module):
    def __init__(self, block, num_classes=10):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 7, 4, 3, bias=False)
        stages, cin = [], 8
        for i, w in enumerate(WIDTHS):
            stages.append(block(cin, w, 1 if i == 0 else 2))
            cin = w * block.expansion
        self.layers = nn.ModuleList(stages)
        self.fc = nn.Linear(cin, num_classes)

    def get_channel_num(self):
        return [32, 64, 128, 256]

    def extract_feature(self, x):
        feats, x = [], self.stem(x)
        for layer in self.layers:
            x = layer(torch.relu(x))
            feats.append(x)
        return feats, self.fc(torch.relu(x).mean((2, 3)))


class Distiller(nn.Module):
    def __init__(self, t_net, s_net):
        super().__init__()
        pairs = zip(t_net.get_channel_num(), s_net.get_channel_num())
        self.connectors = nn.ModuleList(
            nn.Sequential(nn.Conv2d(s, t, 1, bias=False), nn.BatchNorm2d(t)) for t, s in pairs)
        self.t_net, self.s_net = t_net, s_net

    def forward(self, x):
        with torch.no_grad():
            t_feats, _ = self.t_net.extract_feature(x)
        s_feats, s_out = self.s_net.extract_feature(x)
        loss = 0
        for i, connector in enumerate(self.connectors):
            diff = connector(s_feats[i]) - t_feats[i]
            loss = loss + (diff ** 2).mean() / 2 ** (len(self.connectors) - i - 1)
        return s_out, loss


torch.manual_seed(0)
d_net = Distiller(ResNet(Bottleneck), ResNet(BasicBlock))
optimizer = torch.optim.SGD(list(d_net.s_net.parameters()) + list(d_net.connectors.parameters()), 0.01)
images, labels = torch.rand(4, 3, 96, 96), torch.tensor([3, 1, 9, 4])
outputs, loss_distill = d_net(images)
loss = nn.functional.cross_entropy(outputs, labels) + 1e-3 * loss_distill
loss.backward()
optimizer.step()
print(loss.item())
