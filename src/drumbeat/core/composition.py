"""Charges → invoices: which belong together, in which lanes, in which words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import batched_lanes
