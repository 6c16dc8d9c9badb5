def make_config(root, **changes):
    config = dict(data_path=root, raw_num_points=512, num_scenes=8, batch_size=4, learning_rate=1e-3)
    config.update(changes)
    return config
