import torch
from torch import nn

from config import Config


class LookupEmbedder(nn.Module):
    def __init__(self, config, key, vocab_size):
        super().__init__()
        self._embeddings = nn.Embedding(vocab_size, config.get(key + ".dim"))
        nn.init.normal_(self._embeddings.weight, std=0.1)

    def embed(self, indexes):
        return self._embeddings(indexes)

    def embed_all(self):
        return self._embeddings.weight


class KgeModel(nn.Module):
    name = None

    def __init__(self, config, dataset, scorer):
        super().__init__()
        self.config, self.dataset = config, dataset
        self._scorer = scorer
        self._entity_embedder = LookupEmbedder(config, self.name + ".entity_embedder", dataset["num_entities"])
        self._relation_embedder = LookupEmbedder(config, self.name + ".relation_embedder", dataset["num_relations"])

    def forward(self, s, p):
        """Scores of all objects for subjects s and relations p."""
        return self._scorer(
            self._entity_embedder.embed(s), self._relation_embedder.embed(p), self._entity_embedder.embed_all()
        )

    def save_to(self, path, epoch):
        torch.save(
            {"epoch": epoch, "config": self.config.options, "dataset": self.dataset, "model": self.state_dict()}, path
        )

    @classmethod
    def load_from_checkpoint(cls, path):
        checkpoint = torch.load(path)
        model = cls(Config(checkpoint["config"]), checkpoint["dataset"])
        model.load_state_dict(checkpoint["model"])
        return model.eval()
