"""Money in, and what it settles.

owns: Payment, Allocation, Refund, WriteOff; InvoiceBalance (the one projection).
does not own: invoices and credit notes.
always true: rows are added, never changed; 0 ≤ open ≤ total; the projection equals
the facts, and `fsck` compares.
"""
