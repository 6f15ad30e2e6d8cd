"""The reminder plans and why one is held.

owns: Reminder (a dated row of a plan), Dispute with its Reply and ThreadFile,
PromiseToPay, CallLog.
does not own: sending (delivery), what is owed (payments).
always true: one row per document and step; a row ends in exactly one final state;
nothing is sent that is paid, disputed or promised.
"""
