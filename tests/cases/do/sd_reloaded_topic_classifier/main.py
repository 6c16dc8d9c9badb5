import tempfile

from classification_model import ClassificationModel

train_data = [
    ("shares fell after the report", 0),
    ("the bank raised its rates", 0),
    ("late goal wins the derby", 1),
    ("she broke the sprint record", 1),
    ("new phone has two cameras", 2),
    ("chip maker opens a plant", 2),
]
out = tempfile.mkdtemp()

model = ClassificationModel(num_labels=3, output_dir=out)
model.train_model(train_data, epochs=2)
print("after training", model.predict(["the striker scored twice"])[0])

# later, in the web service
model = ClassificationModel(out, output_dir=out)
predictions, raw_outputs = model.predict(["the striker scored twice", "laptop prices fall"])
print("reloaded", predictions)
