from torch import nn


def make_stage(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(2, 2))


class VGG(nn.Module):
    def __init__(self, arch, num_classes):
        super().__init__()
        widths = [3] + arch
        self.features = nn.Sequential(*[make_stage(a, b) for a, b in zip(widths, widths[1:])])
        self.classifier = nn.Sequential(
            nn.Linear(arch[-1] * 7 * 7, 256),
            nn.ReLU(True),
            nn.Dropout(),
            nn.Linear(256, num_classes),
        )

    def forward(self, x):
        x = self.features(x)
        x = x.view(x.size(0), -1)
        return self.classifier(x)
