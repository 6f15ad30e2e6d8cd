"""The account of the work that goes out with an invoice.

owns: Update.
does not own: the invoice it is paired with.
always true: one update per engagement and period label.
"""
