"""From terms to invoices.

owns: Charge (one slice of wanted money), Draft with its tax lines, Approval.
does not own: what was agreed, what was issued.
always true: one charge per key; a draft has no number; what was approved is what is
issued (content hash); running twice writes nothing the second time.
"""
