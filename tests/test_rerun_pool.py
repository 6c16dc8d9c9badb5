"""Running a program again: outcomes, time bounds, processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from shapefault.model import Program
from shapefault.repair.rerun import Known, Outcome, RerunPool
from shapefault.repair.rerun.launch import home

HERE = str(Path(__file__).parent)
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="tests the forking host")

MAIN = """
import sys
import helper
from package.part import value
what = sys.argv[1] if len(sys.argv) > 1 else ""
print("said", helper.X, value(), sys.argv, __name__, __file__)
exec(what)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    root = tmp_path_factory.mktemp("project")
    (root / "main.py").write_text(MAIN)
    (root / "helper.py").write_text("X = 1\n")
    (root / "package").mkdir()
    (root / "package" / "__init__.py").write_text("")
    (root / "package" / "part.py").write_text("def value():\n    return 'old'\n")
    (root / "package" / "__main__.py").write_text("import sys\nprint('as module', sys.argv, __name__)\n")
    (root / "loop.py").write_text("import time\nfor i in range(10_000):\n    time.sleep(0.01)\n    x = 1\n    y = 2\n")
    return root


def program(project, *argv, script="main.py", env=None):
    return Program(script, None, (script, *argv), str(project), str(project), env)


@pytest.fixture(scope="module")
def pool(project):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", HERE)
        with RerunPool(program(project), preload=["no_such_module"], on_crash="rerun_payloads:describe") as pool:
            yield pool


def run(pool, code="", overlay=None, timeout=30.0, **options) -> Outcome:
    ticket = pool.submit(overlay or {}, timeout=timeout, argv=("main.py", textwrap.dedent(code)), **options)
    done = pool.wait(timeout + 30)
    assert done is not None
    assert done[0] == ticket
    return done[1]


def test_passes_as_it_stands(pool, project):
    outcome = run(pool, "pass")
    assert (outcome.status, outcome.exception, outcome.where) == ("passed", "", None), outcome
    assert outcome.log == f"said 1 old ['main.py', 'pass'] __main__ {project}/main.py\n"
    assert outcome.seconds < 10


def test_the_overlay_reaches_script_modules_and_packages(pool, project):
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in project.rglob("*.py")}
    outcome = run(
        pool,
        "import inspect, package.part as p; print(inspect.getsource(p.value)); print(open(p.__file__).read())",
        {
            str(project / "main.py"): MAIN.replace("said", "tells"),
            str(project / "helper.py"): "X = 2\n",
            str(project / "package" / "part.py"): "def value():\n    return 'new'\n",
        },
    )
    assert outcome.log.startswith("tells 2 new")
    assert outcome.log.count("return 'new'") == 2
    assert before == {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in project.rglob("*.py")}
    assert not list(project.rglob("__pycache__"))


def test_failure_is_described(pool, project):
    outcome = run(pool, "raise ValueError('no good')")
    assert outcome.status == "failed"
    assert outcome.exception == "ValueError: no good"
    assert outcome.where == (str(project / "main.py"), 7)
    assert outcome.payload == {"type": "ValueError", "frames": ["<module>", "<module>"]}
    assert outcome.log.endswith("ValueError: no good\n")
    assert "rerun" not in outcome.log


def test_where_is_the_deepest_frame_of_the_program(pool, project):
    outcome = run(
        pool,
        "import json; helper.f()",
        {str(project / "helper.py"): "import json\nX = 1\ndef f():\n    json.loads('{')\n"},
    )
    assert outcome.where == (str(project / "helper.py"), 4)
    assert outcome.exception.startswith("JSONDecodeError: ")


def test_a_crash_that_is_known_is_not_described(pool, project):
    here = (str(project / "main.py"), 7)
    known = Known(here, "ValueError: no good")
    assert run(pool, "raise ValueError('no good')", known=known).payload is None
    assert run(pool, "raise ValueError('worse')", known=known).payload is not None
    assert run(pool, "\nraise ValueError('no good')", known=Known((here[0], 8), known.exception)).payload is not None
    assert run(pool, "raise ValueError('no good')", known=Known()).payload is None
    assert run(pool, "raise ValueError('no good')", known=Known(past=-1)).payload is not None  # it came further


def test_a_payload_that_does_not_pickle_is_left_out(pool):
    outcome = run(pool, "raise ValueError('unpicklable')")
    assert outcome.payload is None
    assert "shapefault: no payload: " in outcome.log


def test_a_callback_that_fails_is_left_out(pool):
    outcome = run(pool, "raise ValueError('callback')")
    assert (outcome.status, outcome.payload) == ("failed", None)
    assert "the callback fails" in outcome.log


def test_a_callback_that_hangs_leaves_the_failure(pool):
    outcome = run(pool, "raise ValueError('hangs')", timeout=2)
    assert (outcome.status, outcome.exception, outcome.payload) == ("failed", "ValueError: hangs", None)


@pytest.mark.parametrize(
    ("code", "status", "exception"),
    [
        ("sys.exit()", "passed", ""),
        ("sys.exit(0)", "passed", ""),
        ("sys.exit(3)", "failed", "exit status 3"),
        ("sys.exit('bad')", "failed", "SystemExit: bad"),
        ("import os; os._exit(0)", "passed", ""),
        ("import os; os._exit(4)", "failed", "exit status 4"),
        ("import os; os.abort()", "failed", "killed by SIGABRT"),
        ("import ctypes; ctypes.string_at(0)", "failed", "killed by SIGSEGV"),
        ("input()", "failed", "EOFError: EOF when reading a line"),
        ("raise KeyboardInterrupt", "failed", "KeyboardInterrupt: "),
        ("import os\nif os.fork() == 0: raise ValueError", "passed", ""),
        ("def f(): return f()\nf()", "failed", "RecursionError: maximum recursion depth exceeded"),
    ],
)
def test_ways_to_end(pool, code, status, exception):
    outcome = run(pool, code)
    assert (outcome.status, outcome.exception) == (status, exception), outcome


def test_threads_and_exit_handlers_run(pool):
    outcome = run(
        pool,
        """
        import atexit, threading, time
        atexit.register(print, "at exit")
        threading.Thread(target=lambda: (time.sleep(0.1), print("thread"))).start()
        """,
    )
    assert outcome.log.endswith("thread\nat exit\n")


def test_a_syntax_error_in_the_overlay_fails(pool, project):
    outcome = run(pool, "", {str(project / "main.py"): "x = (\n"})
    assert outcome.status == "failed"
    assert outcome.exception.startswith("SyntaxError: ")


def test_seeds(pool):
    code = "import random; print(random.random())"
    assert run(pool, code, seed=1).log == run(pool, code, seed=1).log
    assert run(pool, code, seed=1).log.split()[-1] != run(pool, code, seed=2).log.split()[-1]


def test_timeout_ends_the_whole_group(pool):
    code = """
        import os, time, subprocess
        os.write(1, b"%d\\n" % (os.fork() and os.getpid()))  # in one piece, for two processes write at once
        os.setsid()
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
        os.write(1, b"%d\\n" % child.pid)
        time.sleep(60)
    """
    began = time.monotonic()
    outcome = run(pool, code, timeout=6)
    assert time.monotonic() - began < 12
    assert (outcome.status, outcome.past) == ("timeout", 0)
    pids = [int(line) for line in outcome.log.splitlines()[1:] if line.isdigit() and line != "0"]
    assert len(pids) >= 3
    assert_gone(pids)


def test_many_in_a_row_come_back_in_the_order_of_finishing(pool):
    tickets = [pool.submit({}, timeout=30, argv=("main.py",)) for _ in range(40)]
    done = [pool.wait(60) for _ in tickets]
    assert sorted(ticket for ticket, _ in done) == tickets
    assert {outcome.status for _, outcome in done} == {"passed"}
    assert pool.wait(0) is None
    slow = pool.submit({}, timeout=30, argv=("main.py", "import time; time.sleep(1)"))
    fast = pool.submit({}, timeout=30, argv=("main.py",))
    assert [pool.wait(30)[0] for _ in range(2)] == [fast, slow]


def test_cancelled_runs_are_not_reported(pool):
    running = pool.submit({}, timeout=30, argv=("main.py", "import time; time.sleep(30)"))
    other = pool.submit({}, timeout=30, argv=("main.py", "import time; time.sleep(30)"))
    queued = pool.submit({}, timeout=30, argv=("main.py",))
    time.sleep(0.3)
    for ticket in (queued, running, other):
        pool.cancel(ticket)
    assert pool.wait(0.5) is None
    assert run(pool, "pass").status == "passed"
    assert not pool._pids  # else close() would kill whoever has these numbers by then


def test_large_overlays_and_payloads_do_not_block(project):
    began = time.monotonic()
    with RerunPool(program(project), preload=[], width=1) as pool:
        big = "X = 1\n#" + "x" * 2_000_000
        tickets = [pool.submit({str(project / "helper.py"): big}, timeout=30) for _ in range(3)]
        assert time.monotonic() - began < 5
        assert [pool.wait(60)[0] for _ in tickets] == tickets


def test_modules_run_as_modules(project):
    with RerunPool(Program(None, "package", ("x", "1"), str(project), str(project)), preload=[]) as pool:
        pool.submit({}, timeout=30)
        pool.submit({str(project / "package" / "__main__.py"): "1 / 0\n"}, timeout=30)
        first, second = sorted(pool.wait(30) for _ in range(2))
    assert first[1].log == f"as module ['{project}/package/__main__.py', '1'] __main__\n"
    assert second[1].exception == "ZeroDivisionError: division by zero"
    assert second[1].where == (str(project / "package" / "__main__.py"), 1)


@pytest.mark.parametrize("fork", [True, False])
def test_survived_needs_to_have_passed_the_line(project, fork):
    def outcome(line, beyond=0):
        past = (str(project / "loop.py"), line)
        with RerunPool(program(project, script="loop.py"), preload=[], past=past, beyond=beyond, fork=fork) as pool:
            pool.submit({str(project / "loop.py"): "# new\n" + (project / "loop.py").read_text()}, timeout=1.5)
            return pool.wait(30)[1]

    good = outcome(4)
    assert good.status == "survived"
    assert good.past > 3
    assert outcome(4, beyond=100_000).status == "timeout"


@pytest.mark.parametrize("fork", [True, False])
def test_both_ways_of_starting(project, fork):
    with RerunPool(program(project), preload=["json"], fork=fork) as pool:
        assert run(pool, "open('made.txt', 'w').write('x'); print(open('made.txt').read())").log.endswith("x\n")
        assert run(pool, "1 / 0").exception == "ZeroDivisionError: division by zero"
        assert run(pool, "print(helper.X)", {str(project / "helper.py"): "X = 5\n"}).log.endswith("5\n")
    assert not (project / "made.txt").exists()


def test_interpreter_options_are_passed_on(project):
    code = f"""
        import sys
        sys.path[:0] = {sys.path!r}
        from shapefault.model import Program
        from shapefault.repair.rerun import RerunPool
        what = "import sys, warnings; print(sys.flags.optimize, sys.flags.dev_mode, sys.warnoptions)"
        argv = ("main.py", what)
        with RerunPool(Program("main.py", None, argv, {str(project)!r}, {str(project)!r}), preload=[]) as pool:
            pool.submit({{}}, timeout=30)
            print(pool.wait(60)[1].log)
    """
    command = [sys.executable, "-O", "-X", "dev", "-W", "error", "-c", textwrap.dedent(code)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False)
    assert "1 True ['default', 'error']" in done.stdout, done
    assert done.stderr == ""


HOLDER = """
import sys, time
sys.path[:0] = {path!r}
from shapefault.model import Program
from shapefault.repair.rerun import RerunPool
code = (
    "import os, time, multiprocessing as m\\n"
    "p = m.get_context('fork').Process(target=time.sleep, args=(60,)); p.start()\\n"
    "print(os.getpid(), p.pid, flush=True); time.sleep(60)"
)
pool = RerunPool(Program("main.py", None, ("main.py", code), {root!r}, {root!r}), preload=[])
pool.submit({{}}, timeout=60)
time.sleep({wait})
try:
    print(pool._host.pid, pool._root, flush=True)
    pool.wait()
except KeyboardInterrupt:
    pool.close()
    print("interrupted", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_nothing_is_left_when_the_parent_ends(project, number):
    code = HOLDER.format(path=sys.path, root=str(project), wait=1.5)
    holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    host, root = holder.stdout.readline().split()
    log = next(Path(root).glob("*/log")).read_text()
    pids = [int(host)] + [int(word) for word in log.splitlines()[-1].split()]
    assert len(pids) == 3
    holder.send_signal(number)
    out, err = holder.communicate(timeout=30)
    assert err == ""
    assert out == ("interrupted\n" if number == signal.SIGINT else "")
    assert_gone(pids)
    deadline = time.monotonic() + 10
    while Path(root).exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not Path(root).exists()


def test_a_pool_without_jobs_closes_while_its_host_imports(project, tmp_path, monkeypatch):
    (tmp_path / "slow_to_import.py").write_text("import time\ntime.sleep(20)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    pool = RerunPool(program(project), preload=["slow_to_import"])
    time.sleep(0.2)
    began = time.monotonic()
    pool.close()
    assert time.monotonic() - began < 2 and not os.path.exists(pool._root)


def test_a_lost_host_is_an_error(project):
    with RerunPool(program(project), preload=[]) as pool:
        ticket = pool.submit({}, timeout=60, argv=("main.py", "import time; time.sleep(60)"))
        time.sleep(0.5)
        os.kill(pool._host.pid, signal.SIGKILL)
        assert pool.wait(10) == (ticket, Outcome("error", 0.0, "the rerun host has ended"))
        assert pool.submit({}, timeout=1) == ticket + 1
        assert pool.wait(1)[1].status == "error"
        root = pool._root
    assert not Path(root).exists()


def test_nothing_is_printed(project, capfd):
    with RerunPool(program(project), preload=["this"]) as pool:
        run(pool, "print('x'); print('y', file=sys.stderr); os = __import__('os'); os.write(1, b'z')")
        run(pool, "1 / 0")
    assert capfd.readouterr() == ("", "")


def assert_gone(pids, seconds=10):
    deadline = time.monotonic() + seconds
    left = list(pids)
    while left and time.monotonic() < deadline:
        left = [pid for pid in left if alive(pid)]
        time.sleep(0.05)
    assert not left


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_where_pipes_cannot_be_selected(project, monkeypatch):
    start = f"import sys; sys.path.append({home()!r})\nfrom shapefault.repair.rerun import ears, host\nears.Ears.__init__.__defaults__ = (True,)\nhost.main()\n"
    monkeypatch.setattr("shapefault.repair.rerun.pool.command", lambda module: [sys.executable, "-c", start])
    with RerunPool(program(project), preload=[], fork=False) as pool:
        assert run(pool, "pass").status == "passed"
        assert run(pool, "1 / 0").exception == "ZeroDivisionError: division by zero"
        assert run(pool, "import os; os._exit(3)").exception == "exit status 3"
        assert run(pool, "import time; time.sleep(60)", timeout=1.5).status == "timeout"
        assert run(pool, "pass").status == "passed"
        root = pool._root
    assert not Path(root).exists()


def test_a_function_is_called_before_the_program_begins(project, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", HERE)
    with RerunPool(program(project), preload=[], on_crash="rerun_payloads:starts") as pool:
        assert run(pool, "1 / 0").payload == 0
        assert run(pool, "1 / 0", on_start="rerun_payloads:start").payload == 1
        watched = "from shapefault.observe.witness import seen\ndef f(a): b = [a]\nf(3)\n"
        watched += "(held,) = (v for k, v in seen().items() if k[1] == 'value')\nprint('held', dict(held))"
        outcome = run(pool, watched, on_start="shapefault.observe.witness:begin")
        assert outcome.log.endswith("held {'return': Held(kind='str', value=3, floating=False)}\n"), outcome
