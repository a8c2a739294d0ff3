"""Why a message went where it went, waited, or was lost: the rule of ZeroMQ, in words."""
