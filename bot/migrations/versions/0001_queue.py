"""The job queue: procrastinate's own SQL, as its pinned version has it, in the schema `queue`.

A newer procrastinate brings a migration of ours with what its `sql/migrations` added since, and moves PROCRASTINATE in
bot/migrate.py. A fresh database gets the whole of the newer schema here, so that migration must look whether its work
is already done.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager

from bot.migrate import as_queue_owner, check_procrastinate

revision: str = "0001"
down_revision: Any = None
branch_labels: Any = None
depends_on: Any = None

DROP_ALL = """
DO $$
DECLARE each record;
BEGIN
    FOR each IN SELECT oid::regclass AS name FROM pg_class
        WHERE relnamespace = 'queue'::regnamespace AND relkind = 'r'
    LOOP EXECUTE format('DROP TABLE %s CASCADE', each.name); END LOOP;
    FOR each IN SELECT oid::regprocedure AS name FROM pg_proc WHERE pronamespace = 'queue'::regnamespace
    LOOP EXECUTE format('DROP FUNCTION %s CASCADE', each.name); END LOOP;
    FOR each IN SELECT oid::regtype AS name FROM pg_type WHERE typnamespace = 'queue'::regnamespace
        AND (typtype = 'e' OR typtype = 'c' AND typrelid IN (SELECT oid FROM pg_class WHERE relkind = 'c'))
    LOOP EXECUTE format('DROP TYPE %s CASCADE', each.name); END LOOP;
END $$
"""


def upgrade() -> None:
    check_procrastinate()
    connection = op.get_bind()
    with as_queue_owner(connection):
        connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))


def downgrade() -> None:
    connection = op.get_bind()
    with as_queue_owner(connection):
        connection.execute(sa.text(DROP_ALL.replace(":", r"\:")))
