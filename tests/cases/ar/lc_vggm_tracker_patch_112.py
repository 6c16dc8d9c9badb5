import torch
import torch.nn as nn

PATCH = 112
N_ACTIONS = 11


class VGGM(nn.Module):
    """VGG-M, a quarter as wide."""

    def __init__(self, num_actions):
        super(VGGM, self).__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 24, kernel_size=7, stride=2),
            nn.ReLU(),
            nn.LocalResponseNorm(5),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(24, 64, kernel_size=5, stride=2, padding=1),
            nn.ReLU(),
            nn.LocalResponseNorm(5),
            nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True),
            nn.Conv2d(64, 128, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.Conv2d(128, 128, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True),
        )
        self.classifier = nn.Sequential(
            nn.Linear(4608, 512),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(512, num_actions),
        )

    def forward(self, x):
        x = self.features(x)
        x = x.view(x.size(0), -1)
        return self.classifier(x)


def crop_patch(frame, box):
    x, y, w, h = box
    patch = frame[None, :, y:y + h, x:x + w]
    return nn.functional.interpolate(patch, size=(PATCH, PATCH), mode="bilinear")


frame = torch.rand(3, 240, 320)
boxes = [(30, 40, 60, 80), (35, 42, 60, 80), (28, 38, 64, 84), (90, 20, 50, 50)]
actions = torch.tensor([3, 0, 8, 10])
net = VGGM(N_ACTIONS)
optimizer = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9)
patches = torch.cat([crop_patch(frame, b) for b in boxes])
loss = nn.functional.cross_entropy(net(patches), actions)
optimizer.zero_grad()
loss.backward()
optimizer.step()
print(f"action loss {loss.item():.3f}")
