import sys


def down(n):
    return n if n == 0 else down(n - 1)


match sys.argv[1]:
    case "exact":
        print(down(sys.getrecursionlimit() - 3))
        print(down(sys.getrecursionlimit()))
    case "deep":
        sys.setrecursionlimit(6000)
        print(down(5000))
        raise_at_the_bottom = [lambda: 1 / 0]

        def bottom(n):
            return bottom(n - 1) if n else raise_at_the_bottom[0]()

        bottom(5000)
    case "endless":
        sys.setrecursionlimit(5000)
        down(-1)
