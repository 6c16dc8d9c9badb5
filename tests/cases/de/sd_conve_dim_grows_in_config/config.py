import copy

DEFAULTS = {
    "job.epochs": 2,
    "job.lr": 0.01,
    "conve.entity_embedder.dim": 32,
    "conve.relation_embedder.dim": 32,
    "conve.2D_aspect_ratio": 2,
    "conve.filter_size": 3,
    "conve.padding": 1,
    "conve.feature_map_dropout": 0.2,
    "conve.projection_dropout": 0.3,
}


class Config:
    """Flat options with dotted keys; stored in every checkpoint."""

    def __init__(self, options=None):
        self.options = copy.deepcopy(options or DEFAULTS)

    def get(self, key):
        return self.options[key]

    def set(self, key, value):
        if key not in self.options:
            raise KeyError(key)
        self.options[key] = value
        return value
