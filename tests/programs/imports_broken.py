import broken_syntax  # noqa: F401
