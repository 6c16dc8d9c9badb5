import torch

from engine import Engine


class GMF(torch.nn.Module):
    def __init__(self, config):
        super(GMF, self).__init__()
        self.embedding_user = torch.nn.Embedding(config["num_users"], config["latent_dim"])
        self.embedding_item = torch.nn.Embedding(config["num_items"], config["latent_dim"])
        self.affine_output = torch.nn.Linear(in_features=config["latent_dim"], out_features=1)
        self.logistic = torch.nn.Sigmoid()

    def forward(self, user_indices, item_indices):
        user_embedding = self.embedding_user(user_indices)
        item_embedding = self.embedding_item(item_indices)
        element_product = torch.mul(user_embedding, item_embedding)
        logits = self.affine_output(element_product)
        rating = self.logistic(logits)
        return rating


class GMFEngine(Engine):
    """Engine for training & evaluating GMF model"""

    def __init__(self, config):
        self.model = GMF(config)
        super(GMFEngine, self).__init__(config)
