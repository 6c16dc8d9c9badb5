CLASSES = ["helmet", "vest", "gloves", "boots", "goggles"]
INDICES = {name: i + 1 for i, name in enumerate(CLASSES)}
