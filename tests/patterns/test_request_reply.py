"""Request–reply: lock-step, and each reply to its asker."""

from tests.playing import node, nodes, playing, received, settle, speak, until


def test_each_reply_reaches_its_asker() -> None:
    with playing("request-reply") as session:
        speak(session, 20)
        until(session, lambda: all(node(session, f"client-{n}").received == 20 for n in (1, 2)))
        settle(session)
        for client in ("client-1", "client-2"):
            assert received(session, client) == [f"Reply to Hello {n} from {client}".encode() for n in range(1, 21)]


def test_every_role_reports() -> None:
    with playing("request-reply") as session:
        assert {n.name for n in nodes(session) if n.life.pid} == {"client-1", "client-2", "server-1"}


def test_a_client_whose_server_is_killed_keeps_waiting_and_its_request_is_lost() -> None:
    with playing("request-reply") as session:
        session.controls.nodes.kill("server-1")
        until(session, lambda: not node(session, "server-1").state.alive)
        session.controls.speech.send("client-1", "anybody?")
        until(session, lambda: node(session, "client-1").sent == 1)
        settle(session)
        assert node(session, "client-1").state.alive
        assert session.traffic.ledger.totals.delivered == 0
