import torch
from torch import nn


class Stage0(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer2 = nn.Conv2d(3, 16, kernel_size=3, padding=1)
        self.layer3 = nn.ReLU(inplace=True)
        self.layer4 = nn.MaxPool2d(2, stride=2)
        self.layer5 = nn.Conv2d(16, 32, kernel_size=3, padding=1)
        self.layer6 = nn.ReLU(inplace=True)
        self.layer7 = nn.MaxPool2d(2, stride=2)

    def forward(self, input0):
        out0 = input0.clone()
        out2 = self.layer2(out0)
        out3 = self.layer3(out2)
        out4 = self.layer4(out3)
        out5 = self.layer5(out4)
        out6 = self.layer6(out5)
        return self.layer7(out6)


class Stage1(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer2 = nn.Conv2d(32, 64, kernel_size=3, padding=1)
        self.layer3 = nn.ReLU(inplace=True)
        self.layer4 = nn.AdaptiveAvgPool2d(7)
        self.layer7 = nn.Linear(64 * 7 * 7, 256)
        self.layer8 = nn.ReLU(inplace=True)
        self.layer9 = nn.Dropout(p=0.5)
        self.layer10 = nn.Linear(256, 10)

    def forward(self, input0):
        out0 = input0.clone()
        out2 = self.layer2(out0)
        out3 = self.layer3(out2)
        out4 = self.layer4(out3)
        out5 = out4.size(0)
        out6 = out4.view(out5)
        out7 = self.layer7(out6)
        out8 = self.layer8(out7)
        out9 = self.layer9(out8)
        return self.layer10(out9)


class PartitionedVGG(nn.Module):
    def __init__(self):
        super().__init__()
        self.stage0 = Stage0()
        self.stage1 = Stage1()
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, images, num_microbatches=2):
        queue = [self.stage0(mb) for mb in images.chunk(num_microbatches)]
        return torch.cat([self.stage1(act) for act in queue])


torch.manual_seed(1)
model = PartitionedVGG()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4)
for step in range(3):
    images, target = torch.randn(16, 3, 64, 64), torch.randint(0, 10, (16,))
    loss = nn.functional.cross_entropy(model(images), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step} loss {loss.item():.3f}")
