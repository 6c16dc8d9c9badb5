import random

import torch
from torch.utils.data import DataLoader, Dataset


class UserItemRatingDataset(Dataset):
    """Wrapper, convert <user, item, rating> Tensor into Pytorch Dataset"""

    def __init__(self, user_tensor, item_tensor, target_tensor):
        self.user_tensor = user_tensor
        self.item_tensor = item_tensor
        self.target_tensor = target_tensor

    def __getitem__(self, index):
        return self.user_tensor[index], self.item_tensor[index], self.target_tensor[index]

    def __len__(self):
        return self.user_tensor.size(0)


class SampleGenerator(object):
    """Implicit feedback: every interaction is a positive, negatives are drawn from the other items."""

    def __init__(self, interactions, num_items):
        self.interactions = interactions
        self.item_pool = set(range(num_items))

    def instance_a_train_loader(self, num_negatives, batch_size):
        users, items, ratings = [], [], []
        for user, seen in self.interactions.items():
            unseen = sorted(self.item_pool - seen)
            for item in seen:
                users.append(user)
                items.append(item)
                ratings.append(1.0)
                for negative in random.sample(unseen, num_negatives):
                    users.append(user)
                    items.append(negative)
                    ratings.append(0.0)
        dataset = UserItemRatingDataset(torch.LongTensor(users), torch.LongTensor(items), torch.FloatTensor(ratings))
        return DataLoader(dataset, batch_size=batch_size, shuffle=True)


def fake_movielens(num_users, num_items, per_user=10):
    rng = random.Random(1)
    return {u: set(rng.sample(range(num_items), per_user)) for u in range(num_users)}
