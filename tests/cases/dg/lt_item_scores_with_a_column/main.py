import random

import torch

from data import SampleGenerator, fake_movielens
from gmf import GMFEngine

gmf_config = {
    "alias": "gmf_factor8neg4-implict",
    "num_epoch": 1,
    "batch_size": 1024,
    "adam_lr": 1e-3,
    "num_users": 60,
    "num_items": 200,
    "latent_dim": 8,
    "num_negative": 4,
}

random.seed(0)
torch.manual_seed(0)
config = gmf_config
interactions = fake_movielens(config["num_users"], config["num_items"])
test_items = {}
for user, seen in interactions.items():
    held_out = seen.pop()
    negatives = sorted(set(range(config["num_items"])) - seen - {held_out})
    test_items[user] = (held_out, random.sample(negatives, 99))

sample_generator = SampleGenerator(interactions, config["num_items"])
engine = GMFEngine(config)
for epoch in range(config["num_epoch"]):
    train_loader = sample_generator.instance_a_train_loader(config["num_negative"], config["batch_size"])
    engine.train_an_epoch(train_loader, epoch_id=epoch)
    print("HR@10 = {:.4f}".format(engine.hit_ratio(test_items, top_k=10)))
