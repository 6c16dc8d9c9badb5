import torch

from config import QWenConfig, train_args
from data_utils import load_dataloader
from modeling_qwen import QWenLMHeadModel

if __name__ == "__main__":
    torch.manual_seed(42)
    config = QWenConfig()
    dataloader = load_dataloader(config, train_args["batch_size"])
    model = QWenLMHeadModel(config)
    optimizer = torch.optim.AdamW(model.parameters(), lr=train_args["learning_rate"])

    for epoch in range(train_args["max_epochs"]):
        for step, batch in enumerate(dataloader):
            loss = model(**batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            print(f"epoch {epoch} step {step} loss {loss.item():.4f}")
