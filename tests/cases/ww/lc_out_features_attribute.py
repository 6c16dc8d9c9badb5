import torch
from torch import nn
from torch.utils.data import DataLoader, default_collate
from torchvision import models
from torchvision.datasets import FakeData
from torchvision.transforms import v2

CLASS_NAMES = ["basalt", "coal", "granite", "limestone", "marble", "quartzite", "sandstone"]
num_classes = len(CLASS_NAMES)

preprocess = v2.Compose([
    v2.ToImage(),
    v2.Resize((64, 64)),
    v2.RandomHorizontalFlip(),
    v2.ToDtype(torch.float32, scale=True),
    v2.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])
mix = v2.RandomChoice([v2.MixUp(num_classes=num_classes), v2.CutMix(num_classes=num_classes)])


def collate_mixed(samples):
    return mix(*default_collate(samples))


def build_model():
    model_ft = models.convnext_tiny(weights=None)
    for p in model_ft.features[:6].parameters():
        p.requires_grad = False
    model_ft.classifier[2].out_features = num_classes
    print(model_ft.classifier[2])
    return model_ft


def train_model(model, loader, criterion, optimizer):
    model.train()
    running = 0.0
    for inputs, labels in loader:
        optimizer.zero_grad()
        outputs = model(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        running += loss.item() * inputs.size(0)
    return running / len(loader.dataset)


@torch.no_grad()
def confusion(model, loader):
    model.eval()
    table = torch.zeros(num_classes, num_classes, dtype=torch.long)
    for inputs, labels in loader:
        for t, p in zip(labels, model(inputs).argmax(1)):
            table[t, p] += 1
    return table


torch.manual_seed(0)
rocks = FakeData(24, (3, 80, 100), num_classes, preprocess)
held_out = FakeData(8, (3, 80, 100), num_classes, preprocess, random_offset=100)
train_dl = DataLoader(rocks, batch_size=8, shuffle=True, collate_fn=collate_mixed)
val_dl = DataLoader(held_out, batch_size=4)

model_ft = build_model()
trainable = [p for p in model_ft.parameters() if p.requires_grad]
optimizer = torch.optim.AdamW(trainable, lr=4e-3)
for epoch in range(1):
    loss = train_model(model_ft, train_dl, nn.CrossEntropyLoss(label_smoothing=0.1), optimizer)
    table = confusion(model_ft, val_dl)
    print(f"epoch {epoch} loss {loss:.4f} acc {table.diag().sum().item() / table.sum().item():.2f}")
