from torch import nn


class vgg16(nn.Module):
    def __init__(self, classes, class_agnostic=False):
        super().__init__()
        self.classes, self.n_classes = classes, len(classes)
        self.class_agnostic = class_agnostic
        self.RCNN_base = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU())

    def create_architecture(self):
        self.RCNN_top = nn.Sequential(nn.AdaptiveAvgPool2d(4), nn.Flatten(), nn.Linear(32 * 16, 64), nn.ReLU())
        self.RCNN_cls_score = nn.Linear(64, self.n_classes)
        self.RCNN_bbox_pred = nn.Linear(64, 4 if self.class_agnostic else 4 * self.n_classes)

    def forward(self, im_data):
        pooled = self.RCNN_top(self.RCNN_base(im_data))
        return self.RCNN_cls_score(pooled).softmax(1), self.RCNN_bbox_pred(pooled)
