train = {
    "speakers": 40,
    "speed_perturb": True,
    "embed_dim": 32,
    "feat_dim": 24,
}

evaluate = {
    "speakers": 40,
    "speed_perturb": False,
    "embed_dim": 32,
    "feat_dim": 24,
}
