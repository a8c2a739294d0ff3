"""Surveyor–respondent, built from XPUB and PULL with a survey id and a deadline: nanomsg's pattern, not libzmq's."""

import time

import zmq

from zmqplay.patterns.pattern import End, Node, Pattern, Role, Wire

SURVEY_TIME_S = 1.0  # nng's default


def surveyor(node: Node) -> None:
    """Ask everybody at once, take answers until all have answered or time is up, and discard later ones."""
    surveys = node.context.socket(zmq.XPUB)
    surveys.xpub_verboser = True  # reports every subscription, so that respondents can be counted
    surveys.bind(node.endpoint("surveys"))
    answers = node.context.socket(zmq.PULL)
    answers.bind(node.endpoint("answers"))
    poller = zmq.Poller()
    for socket in (surveys, answers, node.inbox):
        poller.register(socket, zmq.POLLIN)
    survey, respondents, answered, deadline = 0, 0, 0, 0.0
    while True:
        wait_ms = max(0, round((deadline - time.monotonic()) * 1000)) if deadline else None
        ready = dict(poller.poll(wait_ms))
        if surveys in ready:
            respondents += 1 if surveys.recv()[:1] == b"\x01" else -1
        if answers in ready:
            number, _name, *_answer = answers.recv_multipart()
            if deadline and int.from_bytes(number) == survey:
                answered += 1
            else:
                node.discard("late")
        if node.inbox in ready:
            survey, answered, deadline = survey + 1, 0, time.monotonic() + SURVEY_TIME_S
            surveys.send_multipart([b"S", survey.to_bytes(4), *node.inbox.recv_multipart()])
            poller.unregister(node.inbox)  # one survey at a time
        if deadline and (answered >= respondents or time.monotonic() >= deadline):
            print(f"survey {survey}: {answered} of {respondents} answered in time")
            deadline = 0.0
            poller.register(node.inbox, zmq.POLLIN)


def respondent(node: Node) -> None:
    """Answer each survey by its id, as soon as the work is done."""
    surveys = node.context.socket(zmq.SUB)
    surveys.subscribe(b"S")
    surveys.connect(node.endpoint("surveys"))
    answers = node.context.socket(zmq.PUSH)
    answers.connect(node.endpoint("answers"))
    while True:
        _topic, survey, *question = surveys.recv_multipart()
        node.work()
        answers.send_multipart([survey, node.name.encode(), b"Answer to " + b" ".join(question)])


LESSON = """\
# Survey

A surveyor asks everybody at once and takes answers until all have answered or a deadline has passed. What comes later
is discarded.

**This is not a ZeroMQ pattern.** Surveyor–respondent comes from nanomsg and nng; libzmq has no such socket type. Here
it is *built* on ZeroMQ: the survey goes out by XPUB with a survey id, the answers come in by PULL with the id in
front, and the surveyor keeps the deadline of one second (nanomsg's default: nn_survey(7)).

**It differs from nng**: with XPUB_VERBOSER the surveyor is told of each subscription, so it knows how many to expect
and ends early, and a new question waits for the end of the survey. nng's surveyor does not count: it waits for the
whole deadline, and a new survey cancels the one before (nng_surveyor(7)).

**For** asking who is there, voting, and collecting what several peers know.

**It promises**, as built here, that no answer is taken for the wrong survey, and that nobody waits longer than the
deadline. That the first survey reaches everybody is not the surveyor's doing: zmqplay waits for the subscriptions.

**It does not promise** an answer from each: a respondent may be slow, silent or dead. Late answers are counted, as
`late`, and thrown away. *Who* did not answer stays unknown: for that, ask by ROUTER and DEALER, each by routing id.

## Try

- `/send surveyor-1 Who is there?`: three answers.
- `/work respondent-3 1200ms`: one is slow now.
- `/send surveyor-1 Who is there?`: its answer comes late.
- `/work respondent-3 0ms`: it is quick again.
- `/freeze respondent-2`: it is silent from now on.
- `/send surveyor-1 Who is there?`: two answer at once, and still the survey takes until its deadline.
- `/stop respondent-1`: the surveyor is told, and expects one answer less.
- `/rate 0.5`: a survey every two seconds.
"""

SURVEY = Pattern(
    name="survey",
    title="Survey",
    summary="a surveyor asks everybody and takes answers until a deadline",
    use_case="Discovery, voting, and collecting what several peers know within a time",
    lesson=LESSON,
    aliases=("surveyor-respondent", "surveyor"),
    roles=(
        Role("surveyor", surveyor, speaks=True, most=1, messages=("Question {n}?",)),
        Role("respondent", respondent, count=3),
    ),
    wires=(
        Wire(
            "surveys",
            "tcp://127.0.0.1:5561",
            bind=End("surveyor", "XPUB"),
            connect=End("respondent", "SUB"),
            frames=("topic", "survey id", "question"),
        ),
        Wire(
            "answers",
            "tcp://127.0.0.1:5562",
            bind=End("surveyor", "PULL"),
            connect=End("respondent", "PUSH"),
            frames=("survey id", "name", "answer"),
        ),
    ),
    panes=("load",),
)
