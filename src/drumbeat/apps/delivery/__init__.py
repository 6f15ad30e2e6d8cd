"""What goes where, and what became of it.

owns: Dispatch (one document over one channel), DispatchAttempt (one try), KnownAddress.
does not own: the documents, the reminder plan.
always true: one dispatch per send key; a dispatch that may have reached a server
without an answer is possibly_sent and waits for a person.
"""
