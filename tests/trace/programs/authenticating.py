"""Lets a client in by an authenticator, and hears by a monitor that it has come."""

import zmq
from zmq.auth.thread import ThreadAuthenticator
from zmq.utils.monitor import recv_monitor_message

context = zmq.Context()
authenticator = ThreadAuthenticator(context)
authenticator.start()
authenticator.configure_plain(passwords={"admin": "secret"})
server, client = context.socket(zmq.REP), context.socket(zmq.REQ)
server.plain_server = True
client.plain_username, client.plain_password = b"admin", b"secret"
monitor = client.get_monitor_socket()
client.connect(f"tcp://127.0.0.1:{server.bind_to_random_port('tcp://127.0.0.1')}")
for number in range(5):
    client.send(b"request %d" % number)
    server.send(b"reply to " + server.recv())
    client.recv()
events = []
while zmq.Event.HANDSHAKE_SUCCEEDED not in events:
    events.append(recv_monitor_message(monitor)["event"])
client.disable_monitor()
monitor.close()
authenticator.stop()
context.destroy()
print("done")
