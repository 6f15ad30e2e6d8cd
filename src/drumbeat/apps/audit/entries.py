"""What the hash of an entry covers."""


def chained(
    workspace: int,
    seq: int,
    at: str,
    actor: str,
    via: str,
    action: str,
    subject: str,
    payload: str,
) -> dict[str, object]:
    """Return the fields of an entry as its hash covers them."""
    return {
        "workspace": workspace,
        "seq": seq,
        "at": at,
        "actor": actor,
        "via": via,
        "action": action,
        "subject": subject,
        "payload": payload,
    }
