"""One socket of any type, joined to programs that run already: its roles, and the pattern made of one of them."""
