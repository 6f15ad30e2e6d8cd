"""What banks say: their files, and every line of them once.

owns: BankFile, BankLine.
does not own: payments, which a line that brings money becomes.
always true: a line is on record once, whatever files it comes in; a file is read whole
or not at all; what was read can be taken back until its money settles something.
"""
