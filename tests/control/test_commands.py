"""The commands as a user types them: their meaning, and the answer to wrong ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_type_hints

import pytest

from tests.control.watched import Watched, watched
from tests.playing import playing
from zmqplay.control.absent import part_of
from zmqplay.control.commands import BY_NAME, COMMANDS, Command, CommandError, give, parse, why_not
from zmqplay.control.limits import MOST_AT_ONCE
from zmqplay.control.source import CodeControls, Need, NodeControls, SpeechControls, WiringControls
from zmqplay.model.nodes import NodeState
from zmqplay.patterns import find
from zmqplay.session.guide import vocabulary_of_pattern
from zmqplay.session.session import Session


def understand(text: str, pattern: str) -> Command:
    """The command that a text means for a pattern."""
    return parse(text, vocabulary_of_pattern(find(pattern)))


UNDERSTOOD = [
    ("push-pull", "rate 200", (200.0,)),
    ("push-pull", "rate 1.5k", (1_500.0,)),
    ("push-pull", "rate max", (None,)),
    ("push-pull", "rate off producer-1", (0.0, "producer-1")),
    ("push-pull", "/burst 1000", (1_000,)),
    ("push-pull", "  /  BURST   5  producer-1 ", (5, "producer-1")),
    ("push-pull", "message Task {n} | 'of' many", ("Task {n} | 'of' many",)),
    ("push-pull", "message", ()),
    ("push-pull", "size 65536", (65_536,)),
    ("pair", "eof peer-2", ("peer-2",)),
    ("pair", "send peer-2 hello  there", ("peer-2", "hello  there")),
    ("push-pull", "add worker", ("worker",)),
    ("push-pull", "nodes worker 0", ("worker", 0)),
    ("push-pull", "nodes worker 64", ("worker", 64)),
    ("push-pull", "kill worker-9", ("worker-9",)),
    ("push-pull", "work worker 1.5s", ("worker", 1_500.0)),
    ("push-pull", "work worker-2 200 50ms", ("worker-2", 200.0, 50.0)),
    ("publish-subscribe", "subscribe subscriber-1 'topic 1'", ("subscriber-1", b"topic 1")),
    ("publish-subscribe", "subscribe subscriber-1 topic  1", ("subscriber-1", b"topic  1")),
    ("publish-subscribe", r"subscribe subscriber-1 \x00a\n,b|{n}", ("subscriber-1", b"\0a\n,b|{n}")),
    ("publish-subscribe", r"subscribe subscriber-1 '\x00a'", ("subscriber-1", b"\0a")),
    ("publish-subscribe", r"subscribe subscriber-1 it's", ("subscriber-1", b"it's")),
    ("publish-subscribe", r"subscribe subscriber-1 \"a\\b\"", ("subscriber-1", b'"a\\b"')),
    ("publish-subscribe", 'unsubscribe subscriber-1 ""', ("subscriber-1", b"")),
    ("push-pull", "option worker rcvhwm 5", ("worker", "RCVHWM", 5)),
    ("push-pull", "option producer-1 LINGER default", ("producer-1", "LINGER", None)),
    ("publish-subscribe", "option subscriber INVERT_MATCHING on", ("subscriber", "INVERT_MATCHING", 1)),
    ("dealer-router", "option client-1 ROUTING_ID 'my name'", ("client-1", "ROUTING_ID", b"my name")),
    ("dealer-router", r"option client-1 ROUTING_ID \x01\xff", ("client-1", "ROUTING_ID", b"\x01\xff")),
    ("push-pull", "wire tasks ipc", ("tasks", "ipc")),
    ("push-pull", "wire tasks tcp://127.0.0.1:6000", ("tasks", "tcp://127.0.0.1:6000")),
    ("push-pull", "bind tasks worker", ("tasks", "worker")),
]


@pytest.mark.parametrize(("pattern", "text", "values"), UNDERSTOOD, ids=[text for _, text, _ in UNDERSTOOD])
def test_a_command_is_understood(pattern: str, text: str, values: tuple[object, ...]) -> None:
    assert understand(text, pattern).values == values


MISUNDERSTOOD = [
    ("", "there is no command '/': there are /rate, /burst"),
    ("kil worker-1", "there is no command '/kil': did you mean /kill?"),
    ("\x1b[31m", "'/\\x1b[31m'"),
    ("rate", "N is missing in /rate N [NODE]: messages a second"),
    ("kill", "NODE is missing in /kill NODE: end a node at once (SIGKILL)."),
    ("rate fast", "/rate: needs messages a second up to 10,000,000, max or off, not 'fast'"),
    ("rate 1e3", "not '1e3'"),
    ("rate ٣", "not '٣'"),
    ("rate -1", "not '-1'"),
    ("rate 99999999", "not '99999999'"),
    ("rate 5 worker-1", "worker-1 makes no traffic by itself; a producer does"),
    ("rate 5 producer-1 now", "/rate N [NODE] takes no more than that, so not 'now'"),
    ("burst 0", "/burst: needs a number of messages, 1 to 1,000,000, not '0'"),
    (f"burst {MOST_AT_ONCE + 1}", "not '1000001'"),
    ("burst many", "not 'many'"),
    ("size -1", "/size: needs a number of bytes, 0 to 134,217,728, not '-1'"),
    ("send worker-1 hello", "/send: worker-1 cannot send; a producer can"),
    ("send producer-1", "TEXT is missing in /send NODE TEXT: say a message as a node"),
    ("add", "ROLE is missing in /add ROLE: start one more node."),
    ("add wroker", "push-pull has no role 'wroker' (did you mean worker?)"),
    ("nodes worker 65", "/nodes: needs a number of nodes, 0 to 64, not '65'"),
    ("nodes worker -1", "not '-1'"),
    ("stop worker", "/stop: 'worker' is a role; name worker-1"),
    ("kill wroker-1", "has no role 'wroker'"),
    ("freeze worker-one", "'worker-one' is no node"),
    ("work worker", "MS is missing in /work ROLE|NODE MS [JITTER]"),
    ("nodes", "ROLE and N are missing in /nodes ROLE N: how many nodes of a role there are."),
    ("work worker long", "/work: needs a time such as 200ms or 1.5s, not 'long'"),
    ("work worker 2h", "not '2h'"),
    ("work worker 3601s", "work takes 0 to 3,600,000 ms"),
    ("work worker '5", "/work: a quotation mark is not closed"),
    ("subscribe worker-1 x", "/subscribe: worker-1 has no subscriptions; nobody here has"),
    ("option", "ROLE|NODE, OPTION and VALUE are missing in /option ROLE|NODE OPTION VALUE"),
    ("option worker SNDHWN 5", "there is no option 'SNDHWN' to set here (did you mean SNDHWM?)"),
    ("option worker ROUTING_ID x", "/option: ROUTING_ID means nothing to the PULL socket of a worker"),
    ("option worker RCVHWM -1", "RCVHWM is a whole number from 0, not -1"),
    ("option worker RCVHWM much", "RCVHWM is a whole number from 0, not 'much'"),
    ("option producer IMMEDIATE 2", "IMMEDIATE is 0 or 1, not 2"),
    ("wire task tcp", "no wire 'task' (did you mean tasks?)"),
    ("wire tasks udp://x", "/wire: needs tcp, ipc or an address such as ipc:///tmp/tasks, not 'udp://x'"),
    ("bind tasks wroker", "/bind: no wroker is at tasks; producer and worker are"),
]


@pytest.mark.parametrize(("text", "says"), MISUNDERSTOOD, ids=[repr(text) for text, _ in MISUNDERSTOOD])
def test_a_wrong_command_is_answered_with_its_fault_in_one_line(text: str, says: str) -> None:
    with pytest.raises(CommandError) as caught:
        understand(text, "push-pull")
    assert says in str(caught.value)
    assert str(caught.value).isprintable()


def test_who_names_a_role_where_a_node_is_wanted_is_told_which_of_its_nodes_fit() -> None:
    source = watched()
    source.traffic.nodes["worker-2"].life.state = NodeState.CRASHED
    for text, says in (
        ("kill worker", "/kill: 'worker' is a role; name worker-1."),
        ("restart worker", "/restart: 'worker' is a role; name worker-2."),
        ("thaw producer", "/thaw: 'producer' is a role; name producer-1."),
    ):
        with pytest.raises(CommandError) as caught:
            give(source, text)
        assert str(caught.value) == says


@pytest.mark.parametrize("text", ["subscribe respondent-3 S", "unsubscribe respondent-3 S"])
def test_subscriptions_that_a_role_makes_by_itself_are_not_denied(text: str) -> None:
    with pytest.raises(CommandError) as caught:
        understand(text, "survey")
    says = "respondent-3 subscribes in its own code, and that cannot be changed from here."
    assert str(caught.value) == f"/{text.split()[0]}: {says}"


def test_every_command_is_tried_and_its_wrong_input_too() -> None:
    assert {understand(text, pattern).spec.name for pattern, text, _ in UNDERSTOOD} >= BY_NAME.keys() - {
        *("stop", "restart", "freeze", "thaw", "fail")  # they take a node, as /kill does
    }


PARTS = {"nodes": NodeControls, "speech": SpeechControls, "wiring": WiringControls}


def test_every_command_acts_on_the_part_of_controls_that_it_needs() -> None:
    for spec in COMMANDS:
        assert next(iter(get_type_hints(spec.act).values())) is PARTS[part_of(spec.needs)], spec.name
        undone_on = next(iter(get_type_hints(spec.undo).values()))
        assert undone_on in (object, PARTS[part_of(spec.needs)]), spec.name


@dataclass
class NodesOnly:
    """Controls of a source whose nodes can be controlled, and nothing else."""

    nodes: NodeControls | None
    speech: SpeechControls | None = None
    wiring: WiringControls | None = None
    code: CodeControls | None = None
    refused: Mapping[Need, str] = field(default_factory=dict)


def test_without_controls_every_command_says_so_and_still_offers_its_choices() -> None:
    source = watched()
    with pytest.raises(CommandError, match="/kill cannot be done here: these nodes can only be watched"):
        give(source, "kill worker-1")
    with pytest.raises(CommandError, match="/rate cannot be done here: these nodes cannot be made to send"):
        give(source, "rate 5")
    with pytest.raises(CommandError, match="/wire cannot be done here: these sockets can only be watched"):
        give(source, "wire tasks ipc")
    for spec in COMMANDS:
        for argument in spec.arguments:
            assert all(isinstance(choice, str) for choice in argument.choices(source, ("worker-1",)))


def test_a_command_can_be_done_if_its_part_of_controls_exists() -> None:
    with playing("push-pull") as session:
        controls = NodesOnly(session.controls.nodes)
        possible = {spec.name for spec in COMMANDS if not why_not(controls, spec)}
        assert possible == {spec.name for spec in COMMANDS if part_of(spec.needs) == "nodes"}
        assert [spec.name for spec in COMMANDS if why_not(session.controls, spec)] == ["eof"]
        source = Watched(session.guide, session.traffic, controls)
        assert give(source, "work worker 5ms").undo == "work worker 0ms 0ms"
        assert session.controls.nodes.work_of("worker-2") == (5, 0)


def test_only_a_command_that_ends_a_node_names_the_node() -> None:
    assert understand("kill worker-2", "push-pull").dies == "worker-2"
    assert understand("fail worker-2", "push-pull").dies == "worker-2"
    assert understand("stop worker-2", "push-pull").dies == ""


def test_completion_offers_the_words_that_can_come_next() -> None:
    with playing("publish-subscribe") as session:
        offers = {spec.name: [list(argument.choices(session, ())) for argument in spec.arguments] for spec in COMMANDS}
        assert offers["rate"][1] == ["publisher-1"]
        assert offers["kill"] == [["publisher-1", "subscriber-1", "subscriber-2", "subscriber-3"]]
        assert offers["thaw"] == [[]]
        assert offers["work"][0][:3] == ["publisher", "subscriber", "publisher-1"]
        topics, options = BY_NAME["unsubscribe"].arguments[1], BY_NAME["option"].arguments[1]
        assert "topic1" in topics.choices(session, ("subscriber-3",))
        assert "INVERT_MATCHING" in options.choices(session, ("subscriber-3",))
        assert "SNDHWM" not in options.choices(session, ("subscriber",))


CANNOT_BE_DONE = [
    ("kill worker-9", "there is no worker-9; there are producer-1, worker-1"),
    ("stop worker-9", "there is no worker-9"),
    ("restart worker-9", "there is no worker-9"),
    ("freeze worker-9", "there is no worker-9"),
    ("thaw worker-9", "there is no worker-9"),
    ("fail worker-9", "there is no worker-9"),
    ("work worker-9 5", "there is no worker-9"),
    ("option worker-9 RCVHWM 5", "there is no worker-9"),
    ("rate 5 producer-2", "there is no producer-2"),
    ("send producer-2 x", "producer-2 cannot send; producer-1 can"),
    ("thaw worker-1", "worker-1 is not frozen"),
    ("bind tasks worker", "3 workers cannot bind one address; `/nodes worker 1` first"),
    ("wire tasks ipc:///nowhere/tasks", "there is no directory '/nowhere'"),
    ("wire tasks tcp://127.0.0.1:99999", "tcp ports end at 65535"),
]


def test_an_impossible_command_is_refused_in_one_line_and_changes_nothing() -> None:
    with playing("push-pull") as session:
        before = _states(session)
        for text, says in CANNOT_BE_DONE:
            with pytest.raises(CommandError) as caught:
                give(session, text)
            assert says in str(caught.value)
        assert _states(session) == before


def _states(session: Session) -> object:
    nodes = session.traffic.nodes.values()
    return [(node.name, node.life.pid, node.state, node.work_ms) for node in nodes], session.traffic.addresses
