"""``dateline collect --keep``: the pages as they came, in a WARC.gz beside the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dateline.collect.archives.keeper import WarcKeeper
from dateline.collect.exchange import Exchange
from dateline.errors import UsageError

_ENDING = ".warc.gz"


@contextmanager
def keeping(path: Path | None) -> Iterator[Callable[[Exchange], None]]:
    """What keeps a page in an archive; what does nothing where no archive is wanted.

    Raises:
        UsageError: the file is not named as an archive, so that it could not be read as one.
        StoreError: the file cannot be written, is of another kind, or another collector writes it.
    """
    if path is None:
        yield lambda _: None
        return
    if not path.name.lower().endswith(_ENDING):
        raise UsageError("is not the name of a WARC.gz", where=str(path), action=f"name it …{_ENDING}")
    with WarcKeeper(path) as keeper:
        yield lambda exchange: _keep(keeper, exchange)


def _keep(keeper: WarcKeeper, exchange: Exchange) -> None:
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in exchange.headers.raw]
    keeper.keep(
        url=exchange.address,
        status=exchange.status,
        headers=headers,
        body=exchange.body,
        time=exchange.moment,
    )
