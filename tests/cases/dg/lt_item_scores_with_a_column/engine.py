import torch


class Engine(object):
    """Meta Engine for training & evaluating NCF model

    Note: Subclass should implement self.model !
    """

    def __init__(self, config):
        self.config = config
        self.opt = torch.optim.Adam(self.model.parameters(), lr=config["adam_lr"])
        # implicit feedback
        self.crit = torch.nn.BCELoss()

    def train_single_batch(self, users, items, ratings):
        self.opt.zero_grad()
        ratings_pred = self.model(users, items)
        loss = self.crit(ratings_pred, ratings)
        loss.backward()
        self.opt.step()
        return loss.item()

    def train_an_epoch(self, train_loader, epoch_id):
        self.model.train()
        total_loss = 0
        for batch_id, (user, item, rating) in enumerate(train_loader):
            loss = self.train_single_batch(user, item, rating)
            print("[Training Epoch {}] Batch {}, Loss {}".format(epoch_id, batch_id, loss))
            total_loss += loss
        return total_loss

    def hit_ratio(self, test_items, top_k):
        """test_items: {user: (held out item, list of negatives)}"""
        self.model.eval()
        hits = 0
        with torch.no_grad():
            for user, (item, negatives) in test_items.items():
                candidates = torch.LongTensor([item] + negatives)
                scores = self.model(torch.full_like(candidates, user), candidates)
                hits += int((scores > scores[0]).sum() < top_k)
        return hits / len(test_items)
