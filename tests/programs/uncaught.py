import sys


class Custom(ValueError):
    """An error of the program's own."""

    def __str__(self):
        return "shape [2, 3] does not match [4, 5], says the program"


def fails(kind):
    if kind == "plain":
        raise ValueError("shape [2, 3] is invalid")
    if kind == "custom":
        raise Custom
    if kind == "chained":
        try:
            {}["key"]
        except KeyError as error:
            raise RuntimeError("while looking") from error
    if kind == "context":
        try:
            1 / 0
        finally:
            int("x")
    if kind == "group":
        raise ExceptionGroup("both", [ValueError(1), TypeError("two")])
    if kind == "notes":
        error = ValueError("noted")
        error.add_note("a note")
        raise error
    if kind == "unprintable":
        raise type("Bad", (Exception,), {"__str__": lambda self: 1 / 0})
    if kind == "surrogate":
        raise ValueError("\udc80 \N{SNOWMAN}")
    if kind == "assert":
        assert kind == "other", "says why"
    if kind == "base":
        raise type("Base", (BaseException,), {})("not an Exception")
    if kind == "generator":
        raise GeneratorExit
    if kind == "exec":
        exec("def f():\n    raise LookupError('no source')\nf()", {})
    if kind == "stack":
        raise RuntimeError("stack expects each tensor to be equal size, but got [3, 2] at entry 0")


try:
    print("out", flush=True)
finally:
    fails(sys.argv[1])
