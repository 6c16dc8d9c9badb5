import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms

feature_count = {
    "vgg11": 512 * 7 * 7,
    "densenet121": 1024 * 7 * 7,
}


def build_model(arch, n_classes, hidden=64):
    net = getattr(models, arch)(weights=None)
    for p in net.parameters():
        p.requires_grad = False
    net.classifier = nn.Sequential(
        nn.Linear(feature_count[arch], hidden),
        nn.ReLU(),
        nn.Dropout(0.2),
        nn.Linear(hidden, n_classes),
        nn.LogSoftmax(dim=1),
    )
    return net


tf = transforms.Compose([
    transforms.Resize(255),
    transforms.CenterCrop(224),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])
trainset = datasets.FakeData(size=4, image_size=(3, 300, 260), num_classes=2, transform=tf)
trainloader = DataLoader(trainset, batch_size=2, shuffle=True)

model = build_model("densenet121", n_classes=2)
criterion = nn.NLLLoss()
optimizer = torch.optim.Adam(model.classifier.parameters(), lr=0.003)
for step, (images, labels) in enumerate(trainloader):
    optimizer.zero_grad()
    log_ps = model(images)
    loss = criterion(log_ps, labels)
    loss.backward()
    optimizer.step()
    print(f"step {step}: loss {loss.item():.3f}")
