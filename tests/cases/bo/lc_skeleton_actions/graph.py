import torch

_BONES = {
    # 17 key points of the COCO person annotation, 0 = nose
    "coco": [(15, 13), (13, 11), (16, 14), (14, 12), (11, 5), (12, 6), (9, 7), (7, 5), (10, 8), (8, 6), (5, 0),
             (6, 0), (1, 0), (3, 1), (2, 0), (4, 2)],
    # 18 key points of OpenPose, 0 = nose, 1 = neck
    "openpose": [(4, 3), (3, 2), (7, 6), (6, 5), (13, 12), (12, 11), (10, 9), (9, 8), (11, 5), (8, 2), (5, 1),
                 (2, 1), (0, 1), (15, 0), (14, 0), (17, 15), (16, 14)],
    # 25 Kinect v2 joints
    "ntu-rgb+d": [(0, 1), (1, 20), (2, 20), (3, 2), (4, 20), (5, 4), (6, 5), (7, 6), (8, 20), (9, 8), (10, 9),
                  (11, 10), (12, 0), (13, 12), (14, 13), (15, 14), (16, 0), (17, 16), (18, 17), (19, 18), (21, 22),
                  (22, 7), (23, 24), (24, 11)],
}


class Graph:
    def __init__(self, layout, strategy="uniform"):
        bones = _BONES[layout]
        self.num_node = len(bones) + 1
        A = torch.eye(self.num_node)
        for i, j in bones:
            A[i, j] = A[j, i] = 1
        if strategy == "uniform":
            self.A = (A / A.sum(0)).unsqueeze(0)
        elif strategy == "distance":
            off = A - torch.eye(self.num_node)
            self.A = torch.stack([torch.eye(self.num_node), off / off.sum(0).clamp(min=1)])
        else:
            raise KeyError(strategy)
