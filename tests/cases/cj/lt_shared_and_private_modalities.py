import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

DIMS = {"l": 60, "v": 20, "a": 5}
LENGTH, WIDTH = 46, 50


def mosi(n=32):
    g = torch.Generator().manual_seed(1111)
    parts = [torch.randn(n, LENGTH, d, generator=g) for d in DIMS.values()]
    return TensorDataset(*parts, torch.rand(n, 1, generator=g) * 6 - 3)


class DMD(nn.Module):
    def __init__(self, d=WIDTH):
        super().__init__()
        self.proj = nn.ModuleDict({m: nn.Conv1d(k, d, 1, bias=False) for m, k in DIMS.items()})
        self.encoder_s = nn.ModuleDict({m: nn.Conv1d(d, d, 1, bias=False) for m in DIMS})
        self.encoder_c = nn.Conv1d(d, d, 1, bias=False)
        self.decoder = nn.ModuleDict({m: nn.Conv1d(2 * d, d, 1, bias=False) for m in DIMS})
        self.out_layer = nn.Linear(6 * d, 1)

    def forward(self, inputs):
        res, pooled = {}, []
        for m, x in inputs.items():
            x = self.proj[m](x.transpose(1, 2))
            s, c = self.encoder_s[m](x), self.encoder_c(x)
            res["origin_" + m] = x
            res["recon_" + m] = self.decoder[m](torch.cat([s, c], dim=1))
            res["s_" + m], res["c_" + m] = s.permute(2, 0, 1), c.permute(2, 0, 1)
            pooled += [s.mean(2), c.mean(2)]
        res["output_logit"] = self.out_layer(torch.cat(pooled, dim=1))
        return res


class Trainer:
    def __init__(self):
        self.criterion = nn.L1Loss()
        self.cosine = nn.CosineEmbeddingLoss()
        self.mse = nn.MSELoss()

    def loss_ort(self, output):
        total = 0
        for m in DIMS:
            s, c = output["s_" + m], output["c_" + m]
            total = total + self.cosine(s, c, torch.tensor([-1])).mean(0)
        return total

    def do_train(self, model, loader, epochs=2):
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
        for epoch in range(epochs):
            train_loss = 0.0
            for text, vision, audio, labels in loader:
                output = model({"l": text, "v": vision, "a": audio})
                loss_task = self.criterion(output["output_logit"], labels)
                loss_recon = sum(self.mse(output["recon_" + m], output["origin_" + m]) for m in DIMS)
                loss = loss_task + (loss_recon + self.loss_ort(output)) * 0.1
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_value_(model.parameters(), 0.6)
                optimizer.step()
                train_loss += loss.item()
            print(f"TRAIN-(dmd) epoch {epoch} loss {train_loss / len(loader):.4f}")


torch.manual_seed(1111)
Trainer().do_train(DMD(), DataLoader(mosi(), batch_size=8, shuffle=True))
