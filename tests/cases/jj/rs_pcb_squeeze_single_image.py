"""Part-based person re-identification: train on batches, then describe one query picture."""
import numpy as np
import torch
from PIL import Image
from torch import nn
from torchvision import transforms

data_transforms = transforms.Compose([
    transforms.Resize((96, 48), interpolation=3),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])


def load_picture(seed):
    rng = np.random.default_rng(seed)
    picture = Image.fromarray(rng.integers(0, 256, (128, 64, 3), dtype=np.uint8))
    return data_transforms(picture)


class ClassBlock(nn.Module):
    def __init__(self, input_dim, class_num, linear=64, return_f=False):
        super().__init__()
        self.return_f = return_f
        self.add_block = nn.Sequential(nn.Linear(input_dim, linear), nn.BatchNorm1d(linear), nn.Dropout(0.5))
        self.classifier = nn.Linear(linear, class_num)

    def forward(self, x):
        f = self.add_block(x)
        return (self.classifier(f), f) if self.return_f else self.classifier(f)


class PCB(nn.Module):
    def __init__(self, class_num, part=6):
        super().__init__()
        self.part = part
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 32, 7, 2, 3), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(3, 2, 1),
            nn.Conv2d(32, 128, 3, 1, 1), nn.BatchNorm2d(128), nn.ReLU())
        self.avgpool = nn.AdaptiveAvgPool2d((part, 1))
        self.dropout = nn.Dropout(0.5)
        for i in range(part):
            setattr(self, f"classifier{i}", ClassBlock(128, class_num))

    def forward(self, x):
        x = self.dropout(self.avgpool(self.backbone(x)))
        predict = []
        for i in range(self.part):
            part = torch.squeeze(x[:, :, i])
            predict.append(getattr(self, f"classifier{i}")(part))
        return predict


def train_model(model, steps, batchsize):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9, nesterov=True)
    criterion = nn.CrossEntropyLoss()
    for step in range(steps):
        inputs = torch.stack([load_picture(step * batchsize + k) for k in range(batchsize)])
        labels = torch.randint(0, 20, (batchsize,))
        loss = sum(criterion(p, labels) for p in model(inputs))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"train loss {loss.item():.3f}")


def extract_feature(model, img):
    with torch.no_grad():
        outputs = model(img)
    ff = torch.stack(outputs, dim=2)
    return ff.div(ff.norm(p=2, dim=1, keepdim=True) * np.sqrt(model.part)).flatten(1)


if __name__ == "__main__":
    torch.manual_seed(0)
    model = PCB(class_num=20)
    train_model(model, steps=3, batchsize=8)
    model.eval()
    query = load_picture(1001).unsqueeze(0)
    print("query feature", extract_feature(model, query).shape)
