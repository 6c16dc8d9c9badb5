import torch
import torch.nn as nn
from torch.autograd import Function
from torch.utils.data import DataLoader, TensorDataset


class ReverseLayer(Function):
    @staticmethod
    def forward(ctx, x, alpha):
        ctx.alpha = alpha
        return x.view_as(x)

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output.neg() * ctx.alpha, None


class Extractor(nn.Module):
    def __init__(self):
        super().__init__()
        self.extractor = nn.Sequential(
            nn.Conv2d(3, 16, kernel_size=5, padding=2),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(16, 24, kernel_size=5, padding=2),
            nn.BatchNorm2d(24),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )

    def forward(self, x):
        return self.extractor(x).flatten(1)


class DANN(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.feature = Extractor()
        self.class_classifier = nn.Sequential(
            nn.Linear(24 * 7 * 7, 100),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(100, num_classes),
        )
        self.domain_classifier = nn.Sequential(
            nn.Linear(24 * 7 * 7, 100),
            nn.BatchNorm2d(100),
            nn.ReLU(),
            nn.Linear(100, 2),
        )

    def forward(self, x, alpha):
        feature = self.feature(x)
        reverse_feature = ReverseLayer.apply(feature, alpha)
        class_out = self.class_classifier(feature)
        domain_out = self.domain_classifier(reverse_feature)
        return class_out, domain_out


def loaders(batch_size=16):
    source = TensorDataset(torch.rand(64, 3, 28, 28), torch.randint(0, 10, (64,)))
    target = TensorDataset(torch.rand(64, 3, 28, 28))
    return DataLoader(source, batch_size), DataLoader(target, batch_size)


def train(model, source, target, epochs=1):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        for step, ((x, y), (x_target,)) in enumerate(zip(source, target)):
            p = (step + epoch * len(source)) / (epochs * len(source))
            alpha = 2 / (1 + torch.exp(torch.tensor(-10.0 * p))) - 1
            class_out, domain_s = model(x, alpha)
            _, domain_t = model(x_target, alpha)
            loss = criterion(class_out, y)
            loss = loss + criterion(domain_s, torch.zeros(len(x), dtype=torch.long))
            loss = loss + criterion(domain_t, torch.ones(len(x_target), dtype=torch.long))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return loss.item()


print(train(DANN(), *loaders()))
