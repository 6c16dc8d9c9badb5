import torch
from torch import nn
from torch.utils.data import DataLoader

from compositor import GlobalStyleTransformer
from data import FashionTriplets
from options import cfg
from text_encoder import text_encoder_factory

torch.manual_seed(cfg["seed"])

dataset = FashionTriplets(n=48, seed=cfg["seed"])
loader = DataLoader(dataset, batch_size=cfg["batch_size"], shuffle=True)
image_encoder = nn.Sequential(
    nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.ReLU(),
    nn.Conv2d(16, cfg["feature_size"], 3, stride=2, padding=1), nn.ReLU(),
)
text_encoder = text_encoder_factory(dataset.vocab_size, cfg)
compositor = GlobalStyleTransformer(cfg["feature_size"], cfg["lstm_hidden_size"])
models = nn.ModuleList([image_encoder, text_encoder, compositor])
optimizer = torch.optim.RAdam(models.parameters(), lr=cfg["lr"])

for step, (reference, words, target) in enumerate(loader):
    query_text = text_encoder(words)
    composed = compositor(image_encoder(reference), query_text).mean((2, 3))
    wanted = image_encoder(target).mean((2, 3))
    similarity = nn.functional.normalize(composed) @ nn.functional.normalize(wanted).t()
    loss = nn.functional.cross_entropy(10 * similarity, torch.arange(len(words)))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step}: {loss.item():.4f}")
