import torch
import torch.nn as nn
import torchvision
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

torch.manual_seed(0)

data_transforms = transforms.Compose([
    transforms.Resize((299, 299)),
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])


def pretrained_inception():
    # weights are loaded from the local zoo on the training machine
    return torchvision.models.inception_v3(weights=None, init_weights=False)


class AttributesModel(nn.Module):
    """Frozen ImageNet layers below, a small classifier per attribute above."""

    def __init__(self, attributes, hidden=128):
        super().__init__()
        inceptionV3 = pretrained_inception()
        pretrained_features = nn.Sequential(*list(inceptionV3.children())[:-1])
        for param in pretrained_features.parameters():
            param.requires_grad = False
        self.pretrained_model = pretrained_features
        self.hidden = nn.Sequential(nn.Linear(2048, hidden), nn.ReLU(), nn.Dropout(0.3))
        self.heads = nn.ModuleDict({name: nn.Linear(hidden, n) for name, n in attributes.items()})

    def forward(self, inputs):
        out_features = self.pretrained_model(inputs)
        out_features = out_features.view(out_features.size(0), -1)
        h = self.hidden(out_features)
        return {name: head(h) for name, head in self.heads.items()}


attributes = {"collar": 3, "pattern": 5}
apparel = FakeData(size=4, image_size=(3, 320, 240), num_classes=15, transform=data_transforms)
loader = DataLoader(apparel, batch_size=2)

model = AttributesModel(attributes)
model.pretrained_model.eval()
trainable = [p for p in model.parameters() if p.requires_grad]
optimizer = torch.optim.RMSprop(trainable, lr=1e-3)
for images, codes in loader:
    labels = {"collar": codes % 3, "pattern": codes // 3}
    outputs = model(images)
    loss = sum(nn.functional.cross_entropy(outputs[k], labels[k]) for k in labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
