"""Work outside the request: what people are told, and the outbox of mails."""
