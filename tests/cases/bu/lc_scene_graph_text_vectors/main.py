import itertools

import torch
from torch import nn

from defaults import get_cfg
from relation_head import RelationHead

cfg = get_cfg({
    "MODEL.TEXT_EMBEDDING": "clip",
    "SOLVER.ITERS": 4,
})


def random_scene(cfg, n=6):
    feats = torch.randn(1, n, cfg["MODEL.BOX_FEATURES"])
    labels = torch.randint(1, len(cfg["DATA.OBJECTS"]), (1, n))
    corner = torch.rand(1, n, 2) * 0.6
    boxes = torch.cat([corner, corner + torch.rand(1, n, 2) * 0.4], dim=-1)
    pairs = torch.tensor(list(itertools.permutations(range(n), 2)))
    gt = torch.randint(0, len(cfg["DATA.PREDICATES"]), (len(pairs),))
    return (feats, labels, boxes, pairs), gt


torch.manual_seed(7)
head = RelationHead(cfg)
optim = torch.optim.AdamW(head.parameters(), lr=cfg["SOLVER.LR"])
criterion = nn.CrossEntropyLoss()
for it in range(cfg["SOLVER.ITERS"]):
    scene, gt = random_scene(cfg)
    loss = criterion(head(*scene), gt)
    optim.zero_grad()
    loss.backward()
    optim.step()
    print(it, f"{loss.item():.3f}")
