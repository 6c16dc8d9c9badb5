import argparse
import os
import tempfile

import torch
from torch import nn


class Classifier_Module(nn.Module):
    def __init__(self, dilation_series, num_classes, channels):
        super().__init__()
        self.conv2d_list = nn.ModuleList(
            nn.Conv2d(channels, num_classes, 3, padding=d, dilation=d) for d in dilation_series)

    def forward(self, x):
        return sum(conv(x) for conv in self.conv2d_list)


class Res_Deeplab(nn.Module):
    def __init__(self, num_classes=21):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 7, stride=2, padding=3, bias=False)
        self.layer1 = nn.Conv2d(16, 32, 3, stride=2, padding=1)
        self.layer5 = Classifier_Module([6, 12, 18, 24], num_classes, 32)

    def forward(self, x):
        return self.layer5(torch.relu(self.layer1(torch.relu(self.conv1(x)))))


def main(args):
    model = Res_Deeplab(num_classes=args.num_classes)
    saved_state_dict = torch.load(args.restore_from)
    new_params = model.state_dict().copy()
    for i in saved_state_dict:
        # Scale.layer5.conv2d_list.3.weight
        i_parts = i.split(".")
        if not args.num_classes == 21 or not i_parts[1] == "layer5":
            new_params[".".join(i_parts[1:])] = saved_state_dict[i]
    model.load_state_dict(new_params)
    optimizer = torch.optim.SGD(model.layer5.parameters(), lr=2.5e-4, momentum=0.9)
    for i_iter in range(2):
        images, labels = torch.rand(2, 3, 96, 96), torch.randint(0, args.num_classes, (2, 24, 24))
        loss = nn.functional.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("iter =", i_iter, "loss =", loss.item())


with tempfile.TemporaryDirectory() as d:
    weights = os.path.join(d, "MS_DeepLab_resnet_pretrained_COCO_init.pth")
    torch.save({"Scale." + k: v for k, v in Res_Deeplab().state_dict().items()}, weights)
    main(argparse.Namespace(num_classes=2, restore_from=weights))
