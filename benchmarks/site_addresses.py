"""Addresses of the site over a database of :mod:`benchmarks.large`: every page and kind of search, as people ask."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote, urlencode

from benchmarks.large import AUTHORS, DAYS, FIRST, OUTLETS, VERBS, Cast, cast_of
from benchmarks.store import WORDS


@dataclass(frozen=True, slots=True)
class Asker:
    """Draws addresses; what many articles name is asked for often.

    Attributes:
        articles: how many articles there are.
    """

    chance: random.Random
    cast: Cast
    articles: int

    @classmethod
    def of(cls, articles: int, *, seed: int = 3) -> Asker:
        """Over the database of this size and seed."""
        return cls(random.Random(seed + 1), cast_of(random.Random(seed)), articles)

    def state(self) -> str:
        """A code."""
        return str(self.cast.draw(self.cast.states, self.chance).country)

    def person(self) -> str:
        """An id."""
        return str(self.cast.draw(self.cast.people, self.chance).entity)

    def name(self) -> str:
        """A name, of one who is known or not."""
        among = self.cast.people if self.chance.random() < 0.7 else self.cast.unknown
        return str(self.cast.draw(among, self.chance).name)

    def misspelt(self) -> str:
        """A name with two letters of it in the wrong order."""
        name = self.name()
        at = self.chance.randrange(1, max(len(name) - 2, 2))
        return name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :]

    def type(self) -> str:
        """An event type."""
        return VERBS[self.cast.draw(list(VERBS), self.chance)].value

    def day(self) -> date:
        """A day of the ten years."""
        return FIRST + timedelta(days=self.chance.randrange(DAYS - 400))

    def word(self, *, rare: bool = False) -> str:
        """A word of the articles, in every fiftieth of them or so, or a rare one."""
        return self.chance.choice(WORDS[2000:] if rare else WORDS[20:400])

    def days(self) -> dict[str, str]:
        """A quarter of a year."""
        first = self.day()
        return {"since": first.isoformat(), "until": (first + timedelta(days=90)).isoformat()}

    def outlet(self) -> str:
        """A site."""
        return f"Outlet {self.cast.draw(range(OUTLETS), self.chance)}"

    def author(self) -> str:
        """One who signs often enough to be in a small database too."""
        return f"Writer {self.cast.draw(range(AUTHORS // 100), self.chance)}"

    def article(self) -> int:
        """A number."""
        return self.chance.randint(1, self.articles)


def _at(path: str, **query: object) -> str:
    return f"{path}?{urlencode({key.rstrip('_'): str(value) for key, value in query.items()})}"


def pages(ask: Asker) -> dict[str, Callable[[], str]]:
    """Every page, by what it is."""
    return {
        "headlines": lambda: "/",
        "headlines, page 2 to 20": lambda: _at("/", page=ask.chance.randint(2, 20)),
        "headlines of a state": lambda: _at("/", country=ask.state()),
        "headlines of a person": lambda: _at("/", entity=ask.person()),
        "headlines of a type": lambda: _at("/", type=ask.type()),
        "headlines of a source": lambda: _at("/", source=ask.outlet()),
        "headlines of a language": lambda: _at("/", language="en-GB"),
        "headlines of a quarter": lambda: _at("/", **ask.days()),
        "headlines of state, type": lambda: _at("/", country=ask.state(), type=ask.type()),
        "headlines of state, quarter": lambda: _at("/", country=ask.state(), **ask.days()),
        "headlines as a feed": lambda: _at("/headlines.atom", country=ask.state()),
        "article": lambda: f"/articles/{ask.article()}",
        "author": lambda: f"/authors/{quote(ask.author())}",
        "state": lambda: f"/entities/iso-{ask.state()}",
        "state, quarter": lambda: _at(f"/entities/iso-{ask.state()}", **ask.days()),
        "person or organisation": lambda: f"/entities/{ask.person()}",
        "partners of a state": lambda: f"/entities/iso-{ask.state()}/partners",
        "partners of a person": lambda: f"/entities/{ask.person()}/partners",
        "place": lambda: f"/entities/{ask.cast.draw(ask.cast.places, ask.chance).entity}",
        "pair of states": lambda: f"/pairs/iso-{ask.state()}/iso-{ask.state()}",
        "pair of person and state": lambda: f"/pairs/{ask.person()}/iso-{ask.state()}",
        "events": lambda: "/events",
        "events by a state": lambda: _at("/events", actor=ask.state()),
        "events by a person": lambda: _at("/events", actor=ask.person()),
        "events by a name": lambda: _at("/events", actor=ask.name()),
        "events of a type": lambda: _at("/events", type=ask.type()),
        "events of pair, type": lambda: _at(
            "/events", actor=ask.state(), recipient=ask.state(), type=ask.type()
        ),
        "events of a quarter": lambda: _at("/events", **ask.days()),
        "events by score": lambda: _at("/events", sort="score"),
        "events with a word": lambda: _at("/events", text=ask.word()),
        "statements": lambda: "/statements",
        "statements of a state": lambda: _at("/statements", speaker=ask.state()),
        "statements of a person": lambda: _at("/statements", speaker=ask.person()),
        "statements of a kind": lambda: _at("/statements", kind="pledge"),
        "statements with a word": lambda: _at("/statements", about=ask.word()),
        "map": lambda: "/map",
        "map of a state": lambda: _at("/map", actor=ask.state()),
        "about": lambda: "/about",
        "screening form": lambda: "/screen",
        "API": lambda: "/api",
    }


def searches(ask: Asker) -> dict[str, Callable[[], str]]:
    """Every kind of search, by what it is."""

    def search(words: str) -> str:
        return _at("/search", q=words)

    return {
        "one word": lambda: search(ask.word()),
        "one rare word": lambda: search(ask.word(rare=True)),
        "two words": lambda: search(f"{ask.word()} {ask.word()}"),
        "a phrase": lambda: search(f'"{ask.word()} {ask.word()}"'),
        "beginning of a word": lambda: search(f"{ask.word()}*"),
        "word without another": lambda: search(f"{ask.word()} -{ask.word()}"),
        "a name": lambda: search(ask.name()),
        "a state": lambda: search(str(ask.cast.draw(ask.cast.states, ask.chance).name)),
        "misspelt name": lambda: search(ask.misspelt()),
        "actor: code": lambda: search(f"actor:{ask.state()}"),
        "actor: name": lambda: search(f'actor:"{ask.name()}"'),
        "actor: recipient: type:": lambda: search(
            f"actor:{ask.state()} recipient:{ask.state()} type:{ask.type()}"
        ),
        "speaker: about:": lambda: search(f"speaker:{ask.state()} about:{ask.word()}"),
        "place: since:": lambda: search(f"place:{ask.state()} since:{ask.day()}"),
        "word, actor:": lambda: search(f"{ask.word()} actor:{ask.state()}"),
        "word, since:": lambda: search(f"{ask.word()} since:{ask.day()}"),
    }
