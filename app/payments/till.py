"""The till: what it takes to speak with Stripe on behalf of this site."""

from dataclasses import dataclass, replace

from app.payments.gateway import INTERACTIVE, JOBS, Gateway


@dataclass(frozen=True, kw_only=True)
class Till:
    """A gateway at one pace, the site's own address, and its keys (the first signs, all are tried)."""

    gateway: Gateway
    site_url: str
    secret_keys: tuple[str, ...]

    @property
    def is_live(self) -> bool:
        """Whether real money moves; what Stripe tells must say the same."""
        return self.gateway.is_live


def make_till(*, secret_key: str, api_base: str, site_url: str, secret_keys: tuple[str, ...]) -> Till:
    """Return the till for pages."""
    gateway = Gateway(secret_key=secret_key, api_base=api_base, pace=INTERACTIVE)
    return Till(gateway=gateway, site_url=site_url, secret_keys=secret_keys)


def for_jobs(till: Till) -> Till:
    """Return the same till at the pace of jobs."""
    slow = Gateway(secret_key=till.gateway.secret_key, api_base=till.gateway.api_base, pace=JOBS)
    return replace(till, gateway=slow)
