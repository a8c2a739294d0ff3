r"""The examples at the end of each command's `--help`. Click keeps the lines of a paragraph that begins with \b."""

from __future__ import annotations

ZMQPLAY = """\b
Examples:
  zmqplay                         the menu
  zmqplay push-pull               one pattern at once
  zmqplay ./mine.py               the pattern in a file of one's own
  zmqplay --theme light pipeline
  zmqplay publish-subscribe --nodes publisher=0 --endpoint news=tcp://127.0.0.1:6000
  zmqplay join SUB tcp://127.0.0.1:6000
  zmqplay help start              the manual: first steps
"""

LIST = """\b
Examples:
  zmqplay list
  zmqplay list --json
  zmqplay list ./mine.py          with the patterns in a file of one's own
"""

RUN = """
Times are seconds, but for --work, where a plain number is milliseconds. Rates are messages a second, sizes are bytes.
`|` in a message parts frames, `\\|` is a bar, `\\x00` a byte.

\b
Examples:
  zmqplay run push-pull --count 100
  zmqplay run push-pull --nodes worker=4 --work worker-1=200ms --rate 50 --seconds 5
  zmqplay run publish-subscribe --message 'weather | {n} degrees' --count 20 --rate 100
  zmqplay run publish-subscribe --topics 'subscriber-1=weather,news' --seconds 2 --rate 10
  zmqplay run push-pull --option producer.SNDHWM=1 --endpoint tasks=ipc:///tmp/tasks --count 50
  zmqplay run push-pull --count 100 --rate 100 --at '0.3:kill worker-1' --why 31
  zmqplay run dealer-router --count 90 --json
"""

NEW = """\b
Examples:
  zmqplay new mine.py             a copy of push-pull under the name mine
  zmqplay new mine.py --from pair
  zmqplay ./mine.py               plays it; what is changed and saved meanwhile is played on
"""

JOIN = """
`|` in a message parts frames, `\\|` is a bar, `\\x00` a byte. With --count, --seconds, --at or --json it plays without
a screen, and sends each --message once unless --count or --rate says otherwise.

\b
Examples:
  zmqplay join SUB tcp://127.0.0.1:5556 --topics weather,news
  zmqplay join PUB tcp://127.0.0.1:5556 --bind --message 'weather | {n} degrees' --rate 2
  zmqplay join REQ tcp://127.0.0.1:5555
  zmqplay join REQ tcp://127.0.0.1:5555 --message Hello --json
  zmqplay join REP 'tcp://*:5555' --message OK
  zmqplay join ROUTER 'tcp://*:5558' --option ROUTER_MANDATORY=1
  zmqplay join PULL ipc:///tmp/tasks --count 100 --seconds 60
"""

TRACE = """
The programs are read from their own environment: another virtual environment or Python (3.8 or later) is traced too,
and needs nothing of zmqplay. What they print is in Output; what is typed goes to the stdin of the one whose name stands
before the input line. When zmqplay ends, it sends them SIGINT as ctrl+c does, and kills them after a second; if it is
killed itself, they go on.

\b
Examples:
  zmqplay trace 'python server.py' 'python client.py'
  zmqplay trace 'python server.py' 'python client.py --name a' 'python client.py --name b'
  zmqplay trace 'LOG=debug python server.py' 'python -m shop.client'
  zmqplay trace -f Procfile
  zmqplay trace -- python server.py --port 5555
  zmqplay trace --json --seconds 10 'python server.py' 'python client.py'
  zmqplay trace --seconds 10 --fail-on lost,stuck -f Procfile
"""

BENCH = """\b
Examples:
  zmqplay bench --short           about a minute
  zmqplay bench --list            the cases
  zmqplay bench req-rep poller    two of them
"""

HELP = """\b
Examples:
  zmqplay help                    the topics
  zmqplay help ledger             one page: in a pager on a terminal, else as plain Markdown
"""
