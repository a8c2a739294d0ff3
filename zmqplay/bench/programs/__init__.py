"""The plain pyzmq programs that are measured, watched and unwatched: the same functions, in the same kind of process.

Who is told to speak gets orders, `b"COUNT SIZE"`: so many messages with a body of so many bytes. It announces each
round with one message more, which begins with the count, so that the other side knows when to read the clock.
"""
