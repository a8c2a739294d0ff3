"""The plain pyzmq programs that are measured: the same functions, watched and unwatched, in the same kind of process.

A speaking program gets orders, `b"COUNT SIZE"`: COUNT messages with a body of SIZE bytes. It announces each round with
one more message, which begins with the count, so that the other program knows when to read the clock.
"""
