import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from criterion import CriterionDSN, CriterionPairWise, CriterionPixelWise
from student import ESPNet
from teacher import PSPNet


class StreetDataset(Dataset):
    def __init__(self, n=6, crop=(128, 128), num_classes=19):
        self.n, self.crop, self.num_classes = n, crop, num_classes

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        rng = np.random.default_rng(i)
        image = rng.normal(0, 1, (3, *self.crop)).astype(np.float32)
        label = np.kron(rng.integers(0, self.num_classes, (8, 8)), np.ones((16, 16))).astype(np.int64)
        label[:4] = 255
        return torch.from_numpy(image), torch.from_numpy(label)


class NetModel:
    def __init__(self, lambda_pi=10.0, lambda_pa=0.5):
        self.lambda_pi, self.lambda_pa = lambda_pi, lambda_pa
        self.student, self.teacher = ESPNet(), PSPNet().eval()
        for p in self.teacher.parameters():
            p.requires_grad_(False)
        self.dsn, self.pairwise, self.pixelwise = CriterionDSN(), CriterionPairWise(), CriterionPixelWise()
        self.G_solver = torch.optim.SGD(self.student.parameters(), 1e-2, momentum=0.9, weight_decay=5e-4)

    def forward(self, images):
        with torch.no_grad():
            self.preds_T = self.teacher(images)
        self.preds_S = self.student(images)

    def student_backward(self, labels):
        loss = self.dsn(self.preds_S[0], labels)
        loss = loss + self.lambda_pa * self.pairwise(self.preds_S[1], self.preds_T[1])
        loss = loss + self.lambda_pi * self.pixelwise(self.preds_S[0], self.preds_T[0])
        loss.backward()
        return loss.item()

    def optimize_parameters(self, images, labels):
        self.forward(images)
        self.G_solver.zero_grad()
        loss = self.student_backward(labels)
        self.G_solver.step()
        return loss


if __name__ == "__main__":
    torch.manual_seed(0)
    model = NetModel()
    for epoch in range(2):
        for images, labels in DataLoader(StreetDataset(), batch_size=3, shuffle=True):
            loss = model.optimize_parameters(images, labels)
        print(f"epoch {epoch} loss {loss:.3f}")
