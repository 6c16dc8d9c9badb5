print("never")
name = "café"
