import torch

from options import IMG_SIZE, NUM_CLASSES, WINDOW_SIZE
from swin import WindowSegmenter

torch.manual_seed(0)
net = WindowSegmenter(img_size=IMG_SIZE, num_classes=NUM_CLASSES, window_size=WINDOW_SIZE)
optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
for step in range(2):
    scans = torch.rand(2, 1, IMG_SIZE, IMG_SIZE)
    labels = torch.randint(NUM_CLASSES, (2, IMG_SIZE // 4, IMG_SIZE // 4))
    loss = torch.nn.functional.cross_entropy(net(scans), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
