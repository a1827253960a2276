"""A SPID identity provider. Modules without Django in them (all but views) can be used by tests."""
