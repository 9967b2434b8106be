"""Who somebody is and what they may do: accounts, role grants, sign-in, sessions and the scopes of
requests."""
