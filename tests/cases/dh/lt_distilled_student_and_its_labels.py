import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


def to_tensor(data):
    if isinstance(data, torch.Tensor):
        return data
    if isinstance(data, np.ndarray):
        return torch.from_numpy(data)
    if isinstance(data, int):
        return torch.LongTensor([data])
    raise TypeError(f"Type {type(data)} cannot be converted to tensor.")


class Compose:
    def __init__(self, steps):
        self.steps = steps

    def __call__(self, results):
        for step in self.steps:
            results = step(results)
        return results


class RandomFlip:
    def __call__(self, results):
        if np.random.rand() < 0.5:
            results["img"] = results["img"][:, ::-1]
        return results


class Normalize:
    def __init__(self, mean, std):
        self.mean, self.std = np.float32(mean), np.float32(std)

    def __call__(self, results):
        results["img"] = ((results["img"] - self.mean) / self.std).transpose(2, 0, 1).copy()
        return results


class ToTensor:
    def __init__(self, keys):
        self.keys = keys

    def __call__(self, results):
        for key in self.keys:
            results[key] = to_tensor(results[key])
        return results


class CIFAR10(Dataset):
    def __init__(self, n, pipeline):
        rng = np.random.default_rng(0)
        self.imgs = rng.integers(0, 255, (n, 32, 32, 3)).astype(np.float32)
        self.gt_labels = rng.integers(0, 10, n).tolist()
        self.pipeline = pipeline

    def __len__(self):
        return len(self.imgs)

    def __getitem__(self, idx):
        return self.pipeline({"img": self.imgs[idx], "gt_label": self.gt_labels[idx]})


def convnet(width, num_classes=10):
    return nn.Sequential(
        nn.Conv2d(3, width, 3, 2, 1), nn.BatchNorm2d(width), nn.ReLU(),
        nn.Conv2d(width, 2 * width, 3, 2, 1), nn.BatchNorm2d(2 * width), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2 * width, num_classes),
    )


class KDClassifier(nn.Module):
    def __init__(self, student, teacher, temperature=4.0, lambda_kd=0.9):
        super().__init__()
        self.student, self.teacher = student, teacher.eval()
        self.temperature, self.lambda_kd = temperature, lambda_kd
        self.criterionCls = nn.CrossEntropyLoss()

    def criterion_kd(self, s, t):
        T = self.temperature
        return F.kl_div(F.log_softmax(s / T, dim=1), F.softmax(t / T, dim=1), reduction="batchmean") * T * T

    def forward_train(self, img, gt_label):
        with torch.no_grad():
            teacher_logit = self.teacher(img)
        student_logit = self.student(img)
        loss_cls = self.criterionCls(student_logit, gt_label)
        loss_kd = self.criterion_kd(student_logit, teacher_logit)
        return {"loss_cls": (1 - self.lambda_kd) * loss_cls, "loss_kd": self.lambda_kd * loss_kd}


train_pipeline = Compose([RandomFlip(), Normalize([125.3, 123.0, 113.9], [51.6, 50.8, 51.3]), ToTensor(["img", "gt_label"])])
loader = DataLoader(CIFAR10(256, train_pipeline), batch_size=128, shuffle=True)
model = KDClassifier(student=convnet(8), teacher=convnet(32))
optimizer = torch.optim.SGD(model.student.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
for it, data in enumerate(loader):
    losses = model.forward_train(data["img"], data["gt_label"])
    loss = sum(losses.values())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(it, {k: round(v.item(), 4) for k, v in losses.items()})
