import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self, num_classes, width=32):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, width, 3, stride=2, padding=1), nn.BatchNorm2d(width), nn.ReLU())
        self.body = nn.Conv2d(width, 2 * width, 3, stride=2, padding=1)
        self.fc = nn.Linear(2 * width, num_classes)

    def forward(self, x):
        x = self.body(self.stem(x)).relu().mean((2, 3))
        return self.fc(x)


def pretrained():
    torch.manual_seed(0)
    return Classifier(1000).state_dict()


def load_matching(model, state):
    own = model.state_dict()
    kept = {k: v for k, v in state.items() if k in own and v.shape == own[k].shape}
    try:
        model.load_state_dict(state, strict=False)
    except RuntimeError as error:
        print("head left as it is:", str(error).count("size mismatch"), "tensors differ")
        model.load_state_dict(kept, strict=False)
    return sorted(set(state) - set(kept))


model = Classifier(num_classes=3)
print(load_matching(model, pretrained()))
for name, p in model.named_parameters():
    p.requires_grad = name.startswith("fc")
optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.1)
cars, kinds = torch.rand(10, 3, 48, 48), torch.arange(10) % 3
for x, y in zip(cars.split(4), kinds.split(4)):
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
