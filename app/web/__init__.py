"""The HTTP base: routes that need a policy, request transactions, pages, forms, protection, error
pages."""
