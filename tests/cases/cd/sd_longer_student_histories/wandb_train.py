import torch
from torch.utils.data import DataLoader

from data import Answers
from init_model import init_model, save_model


def train(params, folder):
    torch.manual_seed(params["seed"])
    data_config, train_config = params["data_config"], params["train_config"]
    data = Answers(data_config["num_q"], data_config["num_c"], train_config["seq_len"])
    loader = DataLoader(data, batch_size=train_config["batch_size"], shuffle=True)
    model_config = dict(params["model_config"], seq_len=train_config["seq_len"])
    model = init_model(params["model_name"], model_config, data_config)
    optimizer = torch.optim.Adam((p for p in model.parameters() if p.requires_grad), lr=1e-3)
    for epoch in range(train_config["num_epochs"]):
        for q, c, r in loader:
            loss = torch.nn.functional.binary_cross_entropy_with_logits(model(q, c, r), r.float())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch} loss {loss.item():.4f}")
    save_model(model, params, folder)
