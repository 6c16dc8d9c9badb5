import torch
import torch.nn.functional as F

from factory import create_model


def train(output, data, model="efficientnet_b0", num_classes=1000, epochs=1, batch_size=15):
    torch.manual_seed(42)
    net = create_model(model, num_classes=num_classes)
    optimizer = torch.optim.RMSprop(net.parameters(), lr=1e-3)
    images, targets = data
    for epoch in range(epochs):
        net.train()
        for x, t in zip(images.split(batch_size), targets.split(batch_size)):
            loss = F.cross_entropy(net(x), t)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print("Train: {} Loss: {:.4f}".format(epoch, loss.item()))
    state_dict = {"module." + k: v for k, v in net.state_dict().items()}
    torch.save({"epoch": epoch, "arch": model, "state_dict": state_dict}, output)
