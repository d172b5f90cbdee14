"""All tables of the platform in one import: what Alembic compares with the database."""

import bot.billing.account
import bot.billing.bill
import bot.billing.payment
import bot.calls.call
import bot.calls.callback
import bot.cases.case
import bot.citizens.address
import bot.citizens.consent
import bot.citizens.identity
import bot.citizens.joining
import bot.citizens.lock
import bot.desk.agent
import bot.desk.login_session
import bot.desk.login_throttle
import bot.desk.place
import bot.effects
import bot.followup.planned
import bot.followup.rating
import bot.installation
import bot.learning.misunderstood
import bot.learning.model_choice
import bot.learning.training_run
import bot.media.attachment
import bot.media.file
import bot.messaging.conversation
import bot.messaging.message
import bot.messaging.move
import bot.messaging.question
import bot.messaging.sending_process
import bot.outages.outage
import bot.procedures.office
import bot.procedures.procedure
from bot.database import Base

__all__ = ["Base", "bot"]
