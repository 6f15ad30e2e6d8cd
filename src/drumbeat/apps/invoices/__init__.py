"""Issued documents: invoices and credit notes, never changed.

owns: NumberSeries, Invoice (both kinds), InvoiceLine, TaxSubtotal.
does not own: what is still owed (payments), what was sent (delivery).
always true: numbers of a series are contiguous; the snapshot and its SHA-256 never
change (database triggers on both databases refuse it).
"""
