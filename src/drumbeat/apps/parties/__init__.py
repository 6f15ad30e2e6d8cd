"""Who sells and who buys.

owns: Issuer (our legal entity), Client with its billing profile, Contact.
does not own: what was agreed with them.
always true: a client’s name is unique in its workspace; issued documents keep their
own copy, so a change here never reaches them.
"""
