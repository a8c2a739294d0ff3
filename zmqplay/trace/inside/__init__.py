"""What runs inside a traced program: CPython 3.8 or later with pyzmq, and nothing of zmqplay's environment.

`entry/` stands in front of PYTHONPATH. Its `sitecustomize` makes zmqplay's own directory a package of the name
`_zmqplay`, without any of its dependencies, and loads these modules when the program makes its first socket. They
import each other relatively for that reason.

No thread (until a flood), no socket, no context and no descriptor is held: the counts and samples of a process stand in
a mapped page, its facts are appended to a file that is opened and closed each time.
"""
