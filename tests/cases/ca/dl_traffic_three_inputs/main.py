import torch
from torch.utils.data import DataLoader, TensorDataset

from generate_training_data import generate_train_val_test
from model import STAWnet
from options import args


def masked_mae(pred, real):
    mask = (real != 0).float()
    return (torch.abs(pred - real) * mask / mask.mean()).mean()


data = generate_train_val_test(num_nodes=args["num_nodes"], seq_length=args["seq_length"])
mean, std = data["x_train"][..., 0].mean(), data["x_train"][..., 0].std()
for part in ("x_train", "x_val"):
    data[part][..., 0] = (data[part][..., 0] - mean) / std

train_set = TensorDataset(torch.from_numpy(data["x_train"]), torch.from_numpy(data["y_train"]))
model = STAWnet(args["num_nodes"], args["in_dim"], args["seq_length"], args["nhid"])
optimizer = torch.optim.Adam(model.parameters(), args["learning_rate"], weight_decay=args["weight_decay"])
for x, y in DataLoader(train_set, batch_size=args["batch_size"]):
    trainx = x.transpose(1, 3)
    trainy = y.transpose(1, 3)[:, 0]
    output = model(trainx).transpose(1, 3)[:, 0]
    loss = masked_mae(output * std + mean, trainy)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(f"train MAE {loss.item():.3f}")
