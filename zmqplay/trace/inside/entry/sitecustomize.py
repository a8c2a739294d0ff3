"""Runs first in a traced program, then gives way to the sitecustomize that it shadows.

Python 2.7 loads it as well, and must be able to parse it. Until the program imports zmq there is one finder of modules,
which answers for that name only; until it makes a socket, one method is replaced. What fails here never reaches it.
"""

# mypy: ignore-errors

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = "_zmqplay"
OLDEST = (3, 8)


class Finder(object):
    """Finds "zmq" as the other finders do, and has `prepare` called once it is loaded."""

    def __init__(self, prepare):
        self.prepare = prepare

    def find_spec(self, name, path=None, target=None):
        if name != "zmq":
            return None
        for finder in list(sys.meta_path):
            find = getattr(finder, "find_spec", None)
            spec = None if finder is self or find is None else find(name, path, target)
            if spec is not None:
                try:
                    self.follow(spec.loader)
                except Exception:  # a loader whose attributes cannot be set: the program runs untraced
                    pass
                return spec
        return None

    def follow(self, loader):
        """Shadow the loader's method on this one object, so that its class and what it tells of itself stay."""
        original = loader.exec_module

        def exec_module(module):
            loader.__dict__.pop("exec_module", None)
            original(module)  # where this fails, the program may try again: the finder stays
            if self in sys.meta_path:
                sys.meta_path.remove(self)
            try:
                self.prepare()
            except Exception:
                pass

        loader.exec_module = exec_module


def begin(directory):
    """Wait for zmq, with what the program may replace later (gevent does) kept as it is now."""
    import _thread
    import atexit
    import time

    root = type(sys)(PACKAGE)
    root.__path__ = [os.path.dirname(os.path.dirname(os.path.dirname(HERE)))]
    root.directory = directory
    root.start_new_thread, root.allocate_lock, root.sleep = _thread.start_new_thread, _thread.allocate_lock, time.sleep
    root.recursive_lock = _thread.RLock
    root.finish = root.forget = root.pause = root.go_on = None
    sys.modules[PACKAGE] = root
    root.rest, root.run_modules = None, run_modules

    def prepare():
        load_bundle(root)
        from _zmqplay.trace.inside.first import await_zmqs_first_socket

        await_zmqs_first_socket()

    def finish():
        if root.finish is not None:
            root.finish()

    atexit.register(finish)  # first registered and so last called: the program's own may still send
    sys.meta_path.insert(0, Finder(prepare))


def load_bundle(root):
    """Take the modules from the one file that has them for this Python, if it is true; see `bundling.py`."""
    from _frozen_importlib_external import MAGIC_NUMBER
    from marshal import loads

    here = root.__path__[0]
    name = "zmqplay.{}-{}.code".format(sys.implementation.cache_tag, sys.flags.optimize)
    for directory in (os.path.join(os.path.dirname(HERE), "__pycache__"), root.directory):
        try:
            with open(os.path.join(directory, name), "rb", 0) as file:
                content = memoryview(file.read())
            magic, paths, stamps, first, length = loads(content)
            whole = magic == MAGIC_NUMBER and content[-8:] == b"zmqplay\n"
            if whole and stamps == [os.stat(here + path)[6:9:2] for path in paths]:  # bytes, time of change
                run_modules(root, first)
                root.rest = content[-length:]
                return
        except Exception:  # there is none, or it is broken: the modules are imported as others are
            continue


def run_modules(root, codes):
    """Run these modules, each behind those that it imports. Not begun where the bytes are broken: a ValueError."""
    import gc
    from _frozen_importlib import ModuleSpec
    from marshal import loads

    collects = gc.isenabled()
    gc.disable()  # else it runs some twenty times meanwhile, and finds nothing
    try:
        for short, code in loads(codes):
            name = PACKAGE + "." + short
            if name not in sys.modules:
                parent, _, last = name.rpartition(".")
                module = sys.modules[name] = type(sys)(name)
                place = os.path.join(root.__path__[0], *short.split("."))
                module.__spec__ = ModuleSpec(name, None, is_package=code is None)
                module.__spec__._initializing = False  # each import asks for it
                if code is None:
                    module.__package__, module.__path__ = name, [place]
                else:
                    module.__package__, module.__file__ = parent, place + ".py"
                    exec(code, module.__dict__)
                setattr(sys.modules[parent], last, module)
    finally:
        if collects:
            gc.enable()


def print_by_lines():
    """Write each line at once, as to a terminal, where stdout is the file that zmqplay shows."""
    status = os.fstat(1)
    if os.environ.get("ZMQPLAY_TRACE_LINES") == "{}:{}".format(status.st_dev, status.st_ino):
        sys.stdout.reconfigure(line_buffering=True)


def give_way():
    """Load the sitecustomize that this one shadows, as if this one were not there."""
    mine = sys.modules.pop("sitecustomize", None)
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != HERE]
    try:
        import sitecustomize  # noqa: F401
    except ImportError as error:
        if getattr(error, "name", "sitecustomize") != "sitecustomize":
            raise
    finally:
        if mine is not None:  # importlib expects the module that it was asked for
            sys.modules.setdefault("sitecustomize", mine)


if sys.version_info >= OLDEST and os.environ.get("ZMQPLAY_TRACE") and PACKAGE not in sys.modules:
    try:
        begin(os.path.abspath(os.environ["ZMQPLAY_TRACE"]))
    except Exception:
        pass
    try:
        print_by_lines()
    except Exception:
        pass
give_way()
