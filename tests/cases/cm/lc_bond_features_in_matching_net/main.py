import torch

from configure import get_default_config
from dataset import pairs
from graphnet import GraphEmbeddingNet


def pairwise_distance(vectors):
    return ((vectors[0::2] - vectors[1::2]) ** 2).sum(dim=-1)


def train(config):
    torch.manual_seed(8)
    model = GraphEmbeddingNet(config["encoder"], config["prop"], config["n_prop_layers"], config["graph_vec_dim"])
    settings = config["training"]
    optimizer = torch.optim.Adam(model.parameters(), lr=settings["learning_rate"])
    for step in range(settings["steps"]):
        batch, labels = pairs(step, settings["batch_pairs"])
        distance = pairwise_distance(model(**batch))
        loss = torch.relu(settings["margin"] - labels * (1 - distance)).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"step {step}: loss {loss.item():.3f}")
    return model


@torch.no_grad()
def evaluate(model, n_pairs=40):
    batch, labels = pairs(1000, n_pairs)
    score = -pairwise_distance(model(**batch))
    positive, negative = score[labels > 0], score[labels < 0]
    return float((positive[:, None] > negative[None, :]).float().mean())


if __name__ == "__main__":
    trained = train(get_default_config())
    print("pair AUC", round(evaluate(trained), 3))
