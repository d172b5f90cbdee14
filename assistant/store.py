"""Trackers in PostgreSQL: one query to read, one insert to write, and errors are errors."""

import json
from collections import OrderedDict
from typing import Any, Dict, NamedTuple, Optional

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore, create_engine_kwargs
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker

_LATEST_SESSION = sa.text(
    "SELECT data FROM events WHERE sender_id = :sender AND id >= coalesce("
    "(SELECT max(id) FROM events WHERE sender_id = :sender AND type_name = :started), 0) ORDER BY id"
)
# Plus nothing: so that PostgreSQL looks among the sender's events, and not back through those of everybody.
_LAST = sa.text("SELECT max(id + 0) FROM events WHERE sender_id = :sender")
KEPT = 64


class _Kept(NamedTuple):
    """A tracker as it was saved, and the number of the last of its stored events."""

    tracker: DialogueStateTracker
    last: int


class TrackerStore(SQLTrackerStore):
    """Rasa's own table, read and written with less.

    Stock Rasa counts a sender's stored events before every save, to find the new ones, and loads rows through the ORM.
    Here a tracker remembers how many of its events came from the database. The trackers saved last are kept: to read a
    dialog of thirty messages takes as long as all the rest of a turn. What was kept is used if the database still ends
    with it, so that nothing is missed that another process has written.
    """

    def __init__(self, host: Optional[str] = None, **kwargs: Any) -> None:
        url = (host or "").replace("postgresql+psycopg://", "postgresql://").replace("postgres://", "postgresql://")
        if not url:
            raise ValueError("the tracker store needs a database address: set VENTANILLA_RASA_DB_URL")
        super().__init__(host=url, **kwargs)
        # A turn is one statement to read and one to write: no transaction to begin and end around them.
        self.engine = sa.create_engine(
            self.engine.url, isolation_level="AUTOCOMMIT", **create_engine_kwargs(self.engine.url)
        )
        self._insert = self.SQLEvent.__table__.insert().returning(self.SQLEvent.id)
        self._kept: "OrderedDict[str, _Kept]" = OrderedDict()

    async def get_or_create_tracker(
        self, sender_id: str, max_event_history: Optional[int] = None, append_action_listen: bool = True
    ) -> DialogueStateTracker:
        """The stored tracker, or a new one that is not stored yet. Raises sqlalchemy.exc.SQLAlchemyError."""
        tracker = await self.retrieve(sender_id) or self.init_tracker(sender_id)
        tracker.slots_of = self.domain
        return tracker

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> Optional[DialogueStateTracker]:
        if fetch_events_from_all_sessions:
            return await super()._retrieve(sender_id, fetch_events_from_all_sessions)
        # Whoever is given it changes it: it is kept again when all of its turn has been saved.
        kept = self._kept.pop(sender_id, None)
        with self.engine.connect() as connection:
            if kept and self._is_last(kept, connection):
                return kept.tracker
            rows = connection.execute(_LATEST_SESSION, {"sender": sender_id, "started": SessionStarted.type_name}).all()
        if not rows:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, [json.loads(data) for (data,) in rows], self.domain.slots)
        tracker.stored_events = len(rows)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the tracker's new events in one statement. Raises sqlalchemy.exc.SQLAlchemyError."""
        stored = getattr(tracker, "stored_events", 0)
        new = list(tracker.events)[stored:]
        if not new:
            return
        with self.engine.connect() as connection:
            ids = connection.scalars(self._insert, [_row(tracker.sender_id, event) for event in new]).all()
        tracker.stored_events = stored + len(new)
        if not any(isinstance(event, SessionStarted) for event in new):  # earlier sessions are not read again
            self._keep(tracker, max(ids))

    def _is_last(self, kept: _Kept, connection: sa.engine.Connection) -> bool:
        """Whether nothing was stored since, and the model has not been changed for one with other slots."""
        if getattr(kept.tracker, "slots_of", None) is not self.domain:
            return False
        return bool(connection.scalar(_LAST, {"sender": kept.tracker.sender_id}) == kept.last)

    def _keep(self, tracker: DialogueStateTracker, last: int) -> None:
        self._kept[tracker.sender_id] = _Kept(tracker, last)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)


def _row(sender_id: str, event: Event) -> Dict[str, Any]:
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }
