import torch
from torch import nn

from encoders import ImageEncoder, ProjectionEmbedding


class LanguageAndVisionConcat(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.vision_module = ImageEncoder(config["image_dim"])
        self.language_module = ProjectionEmbedding(config["vocab"], config["text_dim"])
        self.fusion = nn.Linear(config["image_dim"] + config["text_dim"], config["fusion_dim"])
        self.dropout = nn.Dropout(config["dropout"])
        self.classifier = nn.Linear(config["fusion_dim"], config["num_labels"])

    def forward(self, sample_list):
        text = sample_list["text"]
        image = sample_list["image"]
        text_features = torch.relu(self.language_module(text))
        image_features = torch.relu(self.vision_module(image))
        combined = torch.cat([text_features, image_features.squeeze()], dim=1)
        fused = self.dropout(torch.relu(self.fusion(combined)))
        logits = self.classifier(fused)
        return {"scores": logits}
