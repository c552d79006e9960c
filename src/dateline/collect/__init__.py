"""Files and addresses: where pages come from."""
