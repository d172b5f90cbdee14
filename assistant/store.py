"""Trackers in PostgreSQL: one query to read, one insert to write, and errors are errors."""

import json
from typing import Any, Dict, Optional

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore, create_engine_kwargs
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker

_LATEST_SESSION = sa.text(
    "SELECT data FROM events WHERE sender_id = :sender AND id >= coalesce("
    "(SELECT max(id) FROM events WHERE sender_id = :sender AND type_name = :started), 0) ORDER BY id"
)


class TrackerStore(SQLTrackerStore):
    """Rasa's own table, read and written with less.

    Stock Rasa counts a sender's stored events before every save, to find the new ones, and loads rows through the ORM.
    Here a tracker remembers how many of its events came from the database.
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

    async def get_or_create_tracker(
        self, sender_id: str, max_event_history: Optional[int] = None, append_action_listen: bool = True
    ) -> DialogueStateTracker:
        """The stored tracker, or a new one that is not stored yet. Raises sqlalchemy.exc.SQLAlchemyError."""
        return await self.retrieve(sender_id) or self.init_tracker(sender_id)

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> Optional[DialogueStateTracker]:
        if fetch_events_from_all_sessions:
            return await super()._retrieve(sender_id, fetch_events_from_all_sessions)
        with self.engine.connect() as connection:
            rows = connection.execute(_LATEST_SESSION, {"sender": sender_id, "started": SessionStarted.type_name}).all()
        if not rows:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, [json.loads(data) for (data,) in rows], self.domain.slots)
        tracker.stored_events = len(rows)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the tracker's new events in one statement. Raises sqlalchemy.exc.SQLAlchemyError."""
        stored = getattr(tracker, "stored_events", 0)
        rows = [_row(tracker.sender_id, event) for event in list(tracker.events)[stored:]]
        if not rows:
            return
        with self.engine.connect() as connection:
            connection.execute(self.SQLEvent.__table__.insert(), rows)
        tracker.stored_events = stored + len(rows)


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
