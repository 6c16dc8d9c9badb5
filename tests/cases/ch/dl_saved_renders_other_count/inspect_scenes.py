from scene_dataset import SceneDataset


def inspect(config, scenes):
    dataset = SceneDataset(config, use_saved_renders=True)
    for scene in scenes:
        points = dataset[scene]["pc_cam"]
        print("scene", scene, "from", points.amin(0).tolist(), "to", points.amax(0).tolist())
