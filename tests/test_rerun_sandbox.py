"""A rerun does no harm: files, network, processes."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
from pathlib import Path

import pytest

from shapefault.model import Program
from shapefault.repair.rerun import RerunPool

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="tests the forking host")


PROBE = "from shapefault.repair.rerun.sandbox import landlock; raise SystemExit(not landlock.confine(['/dev']))"
CONFINES = subprocess.run([sys.executable, "-c", PROBE], check=False).returncode == 0


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    root = tmp_path_factory.mktemp("project")
    (root / "main.py").write_text("import sys\nexec(sys.argv[1])\n")
    (root / "notes.txt").write_text("old\n")
    (root / "other.txt").write_text("other\n")
    (root / "data").mkdir()
    for name in "abc":
        (root / "data" / name).write_text(name)
    (root / "data" / "deep").mkdir()
    (root / "data" / "deep" / "d").write_text("d")
    (root / "linked").symlink_to(root / "data")
    (root / "link.txt").symlink_to("notes.txt")
    (root / "fixed").mkdir()
    (root / "fixed" / "x").write_text("x")
    return root


def picture(root):
    """All there is to know of the files below ``root``."""
    found = {}
    for path in sorted([root, *root.rglob("*")]):
        status = path.lstat()
        content = os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else b""
        found[str(path)] = (status.st_mode, status.st_mtime_ns, status.st_ino, status.st_nlink, content)
    return found


@pytest.fixture(scope="module")
def pool(project):
    program = Program("main.py", None, ("main.py", ""), str(project), str(project))
    with RerunPool(program, preload=["numpy", "sqlite3"]) as pool:
        yield pool


@pytest.fixture
def run(pool, project):
    """Run code in the sandbox; it must pass, and leave everything as it was. Returns what it printed."""

    def run(code, timeout=60, picture=picture):
        before = picture(project)
        pool.submit({}, timeout=timeout, argv=("main.py", textwrap.dedent(code)))
        _, outcome = pool.wait(timeout + 30)
        assert picture(project) == before
        assert outcome.status == "passed", outcome
        return outcome.log

    return run


def test_writing_and_reading_back(run):
    run("""
        with open("notes.txt", "a") as f:
            f.write("new\\n")
            assert f.name == "notes.txt"
        assert open("notes.txt").read() == "old\\nnew\\n"
        open("other.txt", "w").write("changed")
        assert open("other.txt").read() == "changed"
        with open("data/a", "r+") as f:
            f.seek(0, 2); f.write("+")
        assert open("data/a").read() == "a+"
        open("fresh", "x").close()
        try: open("fresh", "x")
        except FileExistsError: pass
        else: raise AssertionError
        import os
        assert sorted(os.listdir("data")) == ["a", "b", "c", "deep"]
        assert "fresh" in os.listdir()
        assert os.path.getsize("data/a") == 2
    """)


def test_pathlib_shutil_tempfile_and_numpy(run):
    run("""
        from pathlib import Path
        import shutil, tempfile, glob, os
        p = Path("runs") / "one" / "two"
        p.mkdir(parents=True)
        (p / "log.txt").write_text("x")
        p.mkdir(parents=True, exist_ok=True)
        assert [q.name for q in Path("runs").rglob("*.txt")] == ["log.txt"]
        assert glob.glob("runs/**/*.txt", recursive=True) == ["runs/one/two/log.txt"]
        shutil.copytree("data", "copy")
        assert sorted(os.listdir("copy")) == ["a", "b", "c", "deep"]
        shutil.copy("notes.txt", "runs/n.txt")
        shutil.move("runs/n.txt", "moved.txt")
        assert not os.path.exists("runs/n.txt") and Path("moved.txt").read_text() == "old\\n"
        shutil.rmtree("data")
        assert not os.path.exists("data") and not os.path.exists("data/deep/d") and "data" not in os.listdir()
        os.makedirs("data")
        assert os.listdir("data") == []
        open("data/z", "w").close()
        assert [e.name for e in os.scandir("data")] == ["z"]
        assert list(os.walk("data")) == [("data", [], ["z"])]
        shutil.make_archive("all", "zip", "copy")
        shutil.make_archive("all", "gztar", "copy")
        shutil.unpack_archive("all.tar.gz", "out")
        assert Path("out/deep/d").read_text() == "d"
        with tempfile.NamedTemporaryFile("w+") as f, tempfile.TemporaryDirectory() as d:
            f.write("x")
            Path(d, "y").write_text("y")
        fd, name = tempfile.mkstemp(dir=".")
        os.close(fd); os.unlink(name)
        import numpy as np
        np.save("x.npy", np.arange(4)); np.savez("x.npz", a=np.arange(4)); np.arange(4).tofile("x.bin")
        assert np.load("x.npy").sum() == 6 and np.load("x.npz")["a"].sum() == 6
        assert np.fromfile("x.bin", dtype=int).sum() == 6
        m = np.memmap("x.mm", dtype="f4", mode="w+", shape=(4,)); m[:] = 1; m.flush()
        assert np.load("x.npy", mmap_mode="r")[1] == 1
    """)


def test_removing_and_renaming(run):
    run("""
        import os
        os.remove("notes.txt")
        assert not os.path.exists("notes.txt") and "notes.txt" not in os.listdir(".")
        try: open("notes.txt")
        except FileNotFoundError as e: assert e.filename == "notes.txt", e
        else: raise AssertionError
        try: os.remove("notes.txt")
        except FileNotFoundError as e: assert e.filename == "notes.txt"
        else: raise AssertionError
        open("notes.txt", "w").write("again")
        assert open("notes.txt").read() == "again"
        os.rename("other.txt", "named.txt")
        assert open("named.txt").read() == "other\\n" and not os.path.exists("other.txt")
        os.replace("named.txt", "notes.txt")
        assert open("notes.txt").read() == "other\\n"
        os.rename("data", "data2")
        assert sorted(os.listdir("data2")) == ["a", "b", "c", "deep"] and not os.path.exists("data/a")
        assert open("data2/deep/d").read() == "d"
        try: os.rmdir("data2")
        except OSError as e: assert e.errno == 39
        else: raise AssertionError
        os.rename("data2", "data")
        assert sorted(os.listdir("data")) == ["a", "b", "c", "deep"]
        try: os.rename("fixed", "data")
        except OSError as e: assert e.errno == 39, e
        else: raise AssertionError
        os.remove("fixed/x"); os.rmdir("fixed")
        assert not os.path.isdir("fixed")
        try: os.mkdir("data")
        except FileExistsError as e: assert e.filename == "data"
        else: raise AssertionError
        try: os.mkdir("no/such")
        except FileNotFoundError as e: assert e.filename == "no/such"
        else: raise AssertionError
        try: open("no/such", "w")
        except FileNotFoundError as e: assert e.filename == "no/such"
        else: raise AssertionError
    """)


def test_modes_times_and_links(run):
    run("""
        import os, shutil
        os.chmod("notes.txt", 0o600); os.utime("notes.txt", (1, 1)); os.truncate("other.txt", 2)
        assert os.stat("notes.txt").st_mode & 0o777 == 0o600 and os.path.getmtime("notes.txt") == 1
        assert open("other.txt").read() == "ot"
        fd = os.open("data/b", os.O_RDONLY); os.fchmod(fd, 0o600); os.utime(fd, (1, 1)); os.close(fd)
        os.chmod("data", 0o700)
        os.symlink("notes.txt", "s"); assert open("s").read() == "old\\n" and os.readlink("s") == "notes.txt"
        os.symlink(os.path.abspath("data"), "t"); assert open("t/a").read() == "a"
        os.link("data/c", "hard"); open("hard", "w").write("H")
        assert open("data/c").read() == "H"
        open("linked/new", "w").write("n")
        assert open("data/new").read() == "n" and "new" in os.listdir("linked")
        open("link.txt", "a").write("more"); assert open("notes.txt").read() == "old\\nmore"
        assert os.path.islink("link.txt")
        os.remove("link.txt"); assert os.path.exists("notes.txt")
        shutil.copystat("data/a", "hard")
    """)


def test_directories_as_descriptors_and_working_directory(run):
    run("""
        import os
        os.makedirs("w/x"); here = os.getcwd()
        os.chdir("w/x"); assert os.getcwd() == os.path.join(here, "w", "x")
        open("f", "w").write("f"); assert os.path.abspath("f") == os.path.join(here, "w/x/f")
        os.chdir(here); assert open("w/x/f").read() == "f"
        d = os.open("data", os.O_RDONLY)
        open("data/new", "w").close()
        assert sorted(os.listdir(d)) == ["a", "b", "c", "deep", "new"]
        os.unlink("a", dir_fd=d); assert not os.path.exists("data/a")
        fd = os.open("b", os.O_WRONLY | os.O_TRUNC, dir_fd=d); os.write(fd, b"B"); os.close(fd)
        assert open("data/b").read() == "B" and os.stat("b", dir_fd=d).st_size == 1
        os.mkdir("sub", dir_fd=d); assert os.path.isdir("data/sub")
        assert sorted(x[0] for x in os.fwalk("data"))[0] == "data"
        assert sorted(os.listdir(b"data")) == [b"b", b"c", b"deep", b"new", b"sub"]
    """)


def test_going_round_the_wrappers_is_refused(run):
    run("""
        import _io, io, os, posix
        for what in (
            lambda: posix.remove("notes.txt"), lambda: posix.rename("notes.txt", "n"),
            lambda: posix.open("notes.txt", os.O_WRONLY), lambda: _io.open("new", "w"),
            lambda: io.FileIO("new", "w"), lambda: posix.mkdir("new"), lambda: posix.truncate("notes.txt", 0),
            lambda: posix.chmod("notes.txt", 0o600), lambda: posix.symlink("a", "new"),
            lambda: posix.link("notes.txt", "new"), lambda: posix.utime("notes.txt"),
        ):
            try: what()
            except PermissionError: continue
            raise AssertionError(what)
    """)


@pytest.mark.skipif(not CONFINES, reason="this kernel has no Landlock")
def test_c_code_cannot_write_elsewhere(run):
    code = """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        assert libc.open(b"notes.txt", os.O_WRONLY) == -1 and ctypes.get_errno() == 13
        assert libc.open(b"new", os.O_WRONLY | os.O_CREAT, 0o600) == -1
        assert libc.unlink(b"notes.txt") == -1 and libc.rename(b"notes.txt", b"n") == -1
    """
    run(code)


def test_databases(run, project):
    import sqlite3

    with sqlite3.connect(project / "old.db") as old:
        old.execute("create table if not exists t (x)")
        old.execute("insert into t values (1)")
    old.close()
    run("""
        import sqlite3
        c = sqlite3.connect("old.db"); c.execute("insert into t values (2)"); c.commit(); c.close()
        c = sqlite3.connect("old.db"); assert c.execute("select x from t").fetchall() == [(1,), (2,)]
        c = sqlite3.connect("new.db"); c.execute("create table u (x)"); c.commit()
        assert sqlite3.connect(":memory:").execute("select 1").fetchall() == [(1,)]
    """)


def test_big_files_are_read_where_they_are(run, project):
    big = project / "big.bin"
    with big.open("wb") as file:
        file.truncate(3 << 30)
    try:
        out = run(
            """
            import mmap, os, numpy as np
            with open("big.bin", "rb") as f:
                f.seek(-5, 2); assert f.read() == bytes(5)
            assert np.memmap("big.bin", mode="r").size == 3 << 30
            try: open("big.bin", "r+b")
            except OSError as e: print(e.errno)
        """,
            picture=lambda root: picture_of(big),
        )
        assert out == "28\n"
    finally:
        big.unlink()


def picture_of(path):
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_blocks


def test_runs_do_not_see_each_other(run):
    run("open('mark', 'w').close()")
    run("import os; assert not os.path.exists('mark')")


def test_forked_processes_share_the_view(run):
    run("""
        import multiprocessing as m, os
        def work():
            open("from_child", "w").write("x"); os.remove("notes.txt")
        p = m.get_context("fork").Process(target=work); p.start(); p.join()
        assert p.exitcode == 0 and open("from_child").read() == "x" and not os.path.exists("notes.txt")
    """)


def test_started_pythons_are_in_the_sandbox(run):
    out = run("""
        import subprocess, sys, os
        code = "open('sub.txt', 'w').write('x'); import os; print(os.getcwd()); os.remove('notes.txt')"
        here = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        assert here.strip() == os.getcwd(), here
        assert open("sub.txt").read() == "x" and not os.path.exists("notes.txt")
        subprocess.run([sys.executable, "-c", "open('env.txt', 'w')"], env={}, check=True)
        assert os.path.exists("env.txt")
        os.makedirs("made/here")
        subprocess.run([sys.executable, "-c", "open('in_it', 'w')"], cwd="made/here", check=True)
        assert os.path.exists("made/here/in_it")
        for option in ("-I", "-E", "-S"):
            try: subprocess.run([sys.executable, option, "-c", "open('no.txt', 'w')"])
            except FileNotFoundError: pass
            else: raise AssertionError
    """)
    assert out == ""


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_multiprocessing_workers_are_in_the_sandbox(project, pool, method):
    script = project / f"{method}.py"
    script.write_text(
        "import multiprocessing as m, os, helper_of_" + method + " as h\n"
        "def work(q):\n"
        "    open('made', 'w').write(h.X); os.remove('notes.txt'); q.put(h.X)\n"
        "if __name__ == '__main__':\n"
        f"    c = m.get_context('{method}'); q = c.Queue()\n"
        "    p = c.Process(target=work, args=(q,)); p.start(); print(q.get()); p.join()\n"
        "    assert p.exitcode == 0 and open('made').read() == 'new' and not os.path.exists('notes.txt')\n"
    )
    helper = project / f"helper_of_{method}.py"
    helper.write_text("X = 'old'\n")
    before = picture(project)
    program = Program(script.name, None, (script.name,), str(project), str(project))
    with RerunPool(program, preload=[]) as other:
        other.submit({str(helper): "X = 'new'\n"}, timeout=60)
        outcome = other.wait(90)[1]
    assert (outcome.status, outcome.log) == ("passed", "new\n"), outcome
    assert picture(project) == before


def test_modules_that_were_written_can_be_imported(run):
    run("""
        import importlib, os
        open("settings_made.py", "w").write("X = 3\\n")
        os.mkdir("package_made"); open("package_made/__init__.py", "w").close()
        open("package_made/part.py", "w").write("Y = 4\\n")
        importlib.invalidate_caches()
        import settings_made, package_made.part
        assert (settings_made.X, package_made.part.Y) == (3, 4)
        try: import settings_never_made
        except ModuleNotFoundError: pass
    """)


@pytest.mark.skipif(not CONFINES or not shutil.which("git"), reason="needs Landlock and git")
def test_relative_folders_are_found_by_an_edited_program(pool, project):
    """An edit leaves a copy of its file, and so of its folders, in the shadow: the others lie where they lay."""
    code = textwrap.dedent("""
        import ctypes, glob, multiprocessing, os, pathlib
        def seen(folder):
            return sorted(os.listdir(folder)), sorted(e.name for e in os.scandir(folder) if e.is_file())
        expected = ["a", "b", "c", "deep"], ["a", "b", "c"]
        assert open("main.py").read().startswith("# edited")
        assert seen("data") == seen(pathlib.Path("data")) == seen("linked") == expected
        assert [e.path for e in os.scandir("data") if e.name == "a"] == [os.path.join("data", "a")]
        assert sorted(glob.glob("data/*")) == sorted(map(str, pathlib.Path("data").glob("*")))
        assert [(f, n) for f, _, n in os.walk("data/deep")] == [("data/deep", ["d"])]
        with multiprocessing.get_context("fork").Pool(1) as workers:
            assert workers.map(seen, ["data"]) == [expected]
        os.chdir("data")
        assert seen(".") == expected and seen("../data") == expected
        assert ctypes.CDLL(None).access(b"deep/d", os.R_OK) == 0  # as a library in C looks
    """)
    before = picture(project)
    edited = "# edited\n" + (project / "main.py").read_text()
    pool.submit({str(project / "main.py"): edited}, timeout=60, argv=("main.py", code))
    _, outcome = pool.wait(90)
    assert outcome.status == "passed", outcome
    assert picture(project) == before


def test_programs_that_only_look(run):
    out = run("""
        import subprocess
        subprocess.run(["git", "rev-parse", "HEAD"], stderr=subprocess.DEVNULL)
        print(subprocess.check_output(["git", "--version"], text=True).split()[:2])
        subprocess.run(["git", "log", "--output=notes.txt"], stderr=subprocess.DEVNULL)
    """)
    assert out == "['git', 'version']\n"


def test_network(run):
    run("""
        import errno, socket, urllib.request
        for what in (
            lambda: socket.create_connection(("93.184.216.34", 80), timeout=5),
            lambda: socket.create_connection(("example.com", 80), timeout=5),
            lambda: socket.getaddrinfo("example.com", 80),
            lambda: socket.gethostbyname("example.com"),
            lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("8.8.8.8", 53)),
            lambda: socket.socket(socket.AF_INET6).connect(("2001:db8::1", 80)),
            lambda: urllib.request.urlopen("http://example.com", timeout=5),
        ):
            try: what()
            except OSError as e: assert getattr(e, "reason", e).errno == errno.ENETUNREACH, e
            else: raise AssertionError
    """)


def test_loopback_works(run):
    server = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=lambda: server.accept()[0].sendall(b"hello"), daemon=True)
    thread.start()
    port = server.getsockname()[1]
    run(f"""
        import socket
        assert socket.create_connection(("localhost", {port}), timeout=5).recv(5) == b"hello"
        a, b = socket.socketpair(); a.send(b"x"); assert b.recv(1) == b"x"
    """)
    server.close()


def test_other_programs_and_processes(run):
    marker = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        run(f"""
            import os, signal, subprocess, webbrowser, platform
            for what in (["touch", "new"], ["sh", "-c", "true"], ["curl", "http://localhost"], ["git", "push"]):
                try: subprocess.run(what)
                except FileNotFoundError: pass
                else: raise AssertionError(what)
            try: subprocess.run("rm -rf data", shell=True)
            except FileNotFoundError: pass
            assert os.system("rm -rf data") != 0
            for what in (
                lambda: os.kill({marker.pid}, signal.SIGTERM), lambda: os.killpg({os.getpgrp()}, signal.SIGTERM),
                lambda: os.kill(os.getppid(), 9), lambda: os.kill(-1, 9),
            ):
                try: what()
                except PermissionError: pass
                else: raise AssertionError
            os.kill({marker.pid}, 0)
            try: os.execvp("touch", ["touch", "new"])
            except FileNotFoundError: pass
            try: os.posix_spawn("/usr/bin/touch", ["touch", "new"], {{}})
            except FileNotFoundError: pass
            for env in ({{}}, {{"PYTHONPATH": ""}}):
                try: os.posix_spawn({sys.executable!r}, ["python", "-c", "open('new', 'w')"], env)
                except FileNotFoundError: pass
                else: raise AssertionError
            assert os.spawnlp(os.P_WAIT, "touch", "touch", "new") != 0
            webbrowser.open("http://localhost"); platform.platform()
            if os.fork() == 0:
                import time; time.sleep(60)
            os.kill(0, signal.SIGWINCH)
        """)
        assert marker.poll() is None
    finally:
        marker.kill()
        marker.wait()
        marker.stdin.close()


def test_surroundings(run):
    run("""
        import os, tempfile
        assert os.environ["WANDB_MODE"] == "disabled" and os.environ["HF_HUB_OFFLINE"] == "1"
        assert "DISPLAY" not in os.environ and "https_proxy" not in os.environ
        assert os.environ["MPLBACKEND"] == "Agg"
        assert tempfile.gettempdir().startswith(os.environ["TMPDIR"])
    """)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells what is left")
def test_most_of_the_memory_that_is_left_is_refused(run):
    """In the run and in what it starts; half of it is left for whatever else the machine does."""
    ask = textwrap.dedent("""
        import re
        import numpy as np
        left = 1024 * int(re.search(r"MemAvailable: *(\\d+)", open("/proc/meminfo").read()).group(1))
        np.zeros(left // 8, np.uint8)
        try:
            np.zeros(int(left * 0.7), np.uint8)
        except MemoryError:
            print("refused")
    """)
    ran = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (0, "")
    twice = f"import subprocess, sys\nexec({ask!r})\nsubprocess.run([sys.executable, '-c', {ask!r}])"
    assert run(twice).split() == ["refused", "refused"]


def test_the_real_temporary_folder_is_seen_and_not_changed(run):
    with tempfile.NamedTemporaryFile("w", prefix="shapefault-test-") as file:
        file.write("kept")
        file.flush()
        name = os.path.basename(file.name)
        run(f"""
            import os, tempfile
            for path in (os.path.join(tempfile.gettempdir(), {name!r}), {file.name!r}):
                assert open(path).read().startswith("kept")
                open(path, "a").write("more")
            assert open(path).read() == "keptmoremore"
            os.remove(path)
            assert not os.path.exists(path)
        """)
        assert Path(file.name).read_text() == "kept"


def test_rights_are_those_of_the_real_files(run, project):
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    (project / "fixed").chmod(0o500)
    try:
        run("""
            import os
            for what in (lambda: open("fixed/new", "w"), lambda: os.remove("fixed/x"), lambda: os.mkdir("fixed/d")):
                try: what()
                except PermissionError: pass
                else: raise AssertionError
        """)
    finally:
        (project / "fixed").chmod(0o700)


def test_hashes_of_what_was_written_match(run):
    digest = hashlib.sha256(bytes(1 << 20)).hexdigest()
    out = run("""
        import hashlib
        open("w.bin", "wb").write(bytes(1 << 20))
        with open("w.bin", "rb") as f: print(hashlib.file_digest(f, "sha256").hexdigest())
    """)
    assert out.strip() == digest
