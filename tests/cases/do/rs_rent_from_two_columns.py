import torch
from torch import optim
from torch.nn import Linear, MSELoss, Sequential


def build_model(input_dim):
    model = Sequential()
    model.add_module("linear", Linear(input_dim, 1, bias=False))
    return model


def train(model, loss, optimizer, x, y):
    optimizer.zero_grad()

    # Forward
    fx = model.forward(x.view(len(x), 1))
    output = loss.forward(fx, y)

    # Backward
    output.backward()
    optimizer.step()
    return output.item()


torch.manual_seed(42)
area = torch.linspace(-2, 2, 100)
distance = torch.rand(100) * 2 - 1
X = torch.stack([area, distance], dim=1)
Y = (2 * area - 0.5 * distance + torch.randn(100) * 0.33).view(100, 1)

model = build_model(2)
loss = MSELoss()
optimizer = optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
batch_size = 10
num_batches = len(X) // batch_size
for i in range(5):
    cost = 0.
    for k in range(num_batches):
        start, end = k * batch_size, (k + 1) * batch_size
        cost += train(model, loss, optimizer, X[start:end], Y[start:end])
    print("Epoch = %d, cost = %s" % (i + 1, cost / num_batches))
print("w =", model.linear.weight.data.numpy())
