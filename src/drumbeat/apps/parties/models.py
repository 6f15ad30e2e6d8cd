"""Tables of issuer, clients and contacts."""

from django.db import models


class Issuer(models.Model):
    """Our legal entity as it will stand on the next document."""

    workspace = models.OneToOneField("identity.Workspace", on_delete=models.PROTECT)
    legal_name = models.CharField(max_length=200)
    address = models.TextField(blank=True)  # one line of the address a line
    country = models.CharField(max_length=2)
    vat_id = models.CharField(max_length=40, blank=True)
    tax_number = models.CharField(max_length=40, blank=True)
    legal_id = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    contact_name = models.CharField(max_length=200, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    bic = models.CharField(max_length=11, blank=True)
    bank_changed_at = models.DateTimeField(null=True)  # clients are told for 90 days
    brand_colour = models.CharField(max_length=7, default="#1b1a17")


class Logo(models.Model):
    """The picture at the head of what clients see, written by ourselves as PNG."""

    workspace = models.OneToOneField("identity.Workspace", on_delete=models.PROTECT)
    png = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    changed_at = models.DateTimeField()


class Client(models.Model):
    """Who owes us, and how they want to be billed."""

    workspace = models.ForeignKey("identity.Workspace", on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=2, default="en")
    country = models.CharField(max_length=2, blank=True)
    address = models.TextField(blank=True)
    vat_id = models.CharField(max_length=40, blank=True)
    buyer_reference = models.CharField(max_length=100, blank=True)
    e_invoice = models.CharField(max_length=20, default="none")
    peppol_id = models.CharField(max_length=60, blank=True)
    purchase_order_required = models.BooleanField(default=False)
    cost_centre = models.CharField(max_length=100, blank=True)
    pay_run = models.CharField(max_length=120, blank=True)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name"], name="client_name_is_used_once"
            )
        ]


class Contact(models.Model):
    """A person or mailbox at the client, with roles separated by blanks."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    roles = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "email"], name="contact_address_is_used_once"
            )
        ]


class ClientMember(models.Model):
    """A member who was asked in for this client: contributors see only theirs."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    member = models.ForeignKey("identity.Member", on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "member"], name="client_is_given_to_a_member_once"
            )
        ]
