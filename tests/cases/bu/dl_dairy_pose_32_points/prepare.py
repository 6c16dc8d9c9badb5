"""Turns the exported annotations into the list the trainer reads."""


def crop_to_animal(record, animal, margin=0.1, n_points=17):
    x0, y0, x1, y1 = animal["bbox"]
    dx, dy = (x1 - x0) * margin, (y1 - y0) * margin
    x0, y0 = max(0.0, x0 - dx), max(0.0, y0 - dy)
    x1, y1 = min(1.0, x1 + dx), min(1.0, y1 + dy)
    points = []
    for k in range(n_points):
        px, py, v = animal["keypoints"][k]
        points.append(((px - x0) / (x1 - x0), (py - y0) / (y1 - y0), v))
    return {"image_id": record["image_id"], "window": (x0, y0, x1, y1), "keypoints": points}


def whole_picture(record, animal):
    return {"image_id": record["image_id"], "window": (0.0, 0.0, 1.0, 1.0),
            "keypoints": list(animal["keypoints"])}


def build_items(records):
    items = []
    for record in records:
        animals = record["animals"]
        if len(animals) == 1:
            items.append(whole_picture(record, animals[0]))
            continue
        for animal in animals:
            items.append(crop_to_animal(record, animal))
    return items
