"""Record the issuer, clients and their contacts."""

from drumbeat.apps.parties.operations.clients import (
    AddressTaken,
    NameTaken,
    NoSuchContact,
    add_client,
    add_contact,
    archive_client,
    change_client,
    change_contact,
    remove_contact,
    restore_client,
)
from drumbeat.apps.parties.operations.issuer import (
    BankAccount,
    NewLogo,
    change_bank_account,
    change_business,
    remove_logo,
    set_colour,
    set_issuer,
    set_logo,
)
from drumbeat.apps.parties.operations.people import change_part, join

__all__ = [
    "AddressTaken",
    "BankAccount",
    "NameTaken",
    "NewLogo",
    "NoSuchContact",
    "add_client",
    "add_contact",
    "archive_client",
    "change_bank_account",
    "change_business",
    "change_client",
    "change_contact",
    "change_part",
    "join",
    "remove_contact",
    "remove_logo",
    "restore_client",
    "set_colour",
    "set_issuer",
    "set_logo",
]
