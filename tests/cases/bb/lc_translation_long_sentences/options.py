from dataclasses import dataclass


@dataclass
class Options:
    max_strlen: int = 64
    batchsize: int = 8
    d_model: int = 32
    n_layers: int = 2
    heads: int = 4
    lr: float = 1e-3
    epochs: int = 2
