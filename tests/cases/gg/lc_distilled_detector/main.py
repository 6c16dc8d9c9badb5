import torch
from torch.utils.data import DataLoader, TensorDataset

from detector import Detector
from distill import objectness_loss, output_loss
from teacher import load_teacher

hyp = dict(lr0=0.01, dist=0.5, teacher_depth=2, img_size=64)
data = dict(nc=44, train=12)

torch.manual_seed(7)
cells = (hyp["img_size"] // 8) ** 2
images = torch.rand(data["train"], 3, hyp["img_size"], hyp["img_size"])
objects = (torch.rand(data["train"], 3, cells) > 0.95).float()
loader = DataLoader(TensorDataset(images, objects), batch_size=4, shuffle=True)

best = Detector(width=32, depth=2, nc=data["nc"]).state_dict()
teacher = load_teacher(hyp, checkpoint=best)
student = Detector(width=8, nc=data["nc"])
optimizer = torch.optim.SGD(student.parameters(), lr=hyp["lr0"], momentum=0.9)

student.train()
for imgs, targets in loader:
    pred = student(imgs)
    with torch.no_grad():
        t_pred = teacher(imgs)
    loss = objectness_loss(pred, targets) + output_loss(pred, t_pred, hyp)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.4f}")
