from torchvision.models.detection import fasterrcnn_mobilenet_v3_large_320_fpn
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor


def create_model(num_classes):
    model = fasterrcnn_mobilenet_v3_large_320_fpn(weights=None, weights_backbone=None, min_size=160, max_size=240)
    in_features = model.roi_heads.box_predictor.cls_score.in_features
    model.roi_heads.box_predictor = FastRCNNPredictor(in_features, num_classes)
    return model
