import copy
from types import SimpleNamespace

_MODEL = dict(
    dim_fts=[2048],
    dim_embed=256,
    dim_word=100,
    max_words=20,
    margin=0.2,
    base_lr=1e-4,
    trn_batch_size=8,
    num_epoch=2,
)

_PATHS = {
    "msrvtt": dict(ft_files=["resnet152"]),
    "tgif": dict(ft_files=["resnet152"]),
    "vatex": dict(ft_files=["i3d"]),
}


def parse_config(dataset, seed=2020, **overrides):
    model = copy.deepcopy(_MODEL)
    model.update(overrides)
    return SimpleNamespace(seed=seed, path=SimpleNamespace(**_PATHS[dataset]), model=SimpleNamespace(**model))
