from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, c_in, c_out, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(c_in, c_out, 3, stride, 1, bias=False), nn.BatchNorm2d(c_out), nn.ReLU(),
            nn.Conv2d(c_out, c_out, 3, 1, 1, bias=False), nn.BatchNorm2d(c_out),
        )
        self.skip = nn.Conv2d(c_in, c_out, 1, stride)

    def forward(self, x):
        return (self.body(x) + self.skip(x)).relu()


class PoseResNet(nn.Module):
    def __init__(self, n_joints, width, deconv_layers):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.layer1 = BasicBlock(width, width * 2, 2)
        self.layer2 = BasicBlock(width * 2, width * 4, 2)
        ups = []
        for i in range(deconv_layers):
            ups += [nn.ConvTranspose2d(width * 4 if i == 0 else width, width, 4, 2, 1), nn.ReLU()]
        self.deconv = nn.Sequential(*ups)
        self.final_layer = nn.Conv2d(width, n_joints, 1)

    def forward(self, x):
        x = self.bn1(self.conv1(x)).relu()
        x = self.layer2(self.layer1(x))
        return self.final_layer(self.deconv(x))
