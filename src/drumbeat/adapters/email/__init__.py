"""Mail: letters in five languages, a careful SMTP client, a built-in mailbox."""
