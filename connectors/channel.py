"""What the platform has to know of a channel, whoever its provider is and whatever accounts there are."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Channel:
    """One channel, as the `channel.py` of its folder describes it. The platform asks for these, never for a name.

    name        of its folder, and of its addresses' channel
    title       what the desk calls it
    phrase      the same in a sentence: "Viene de {phrase}."
    spellings   how citizens write its name who want to go on there, as a regular expression over text without accents
                or capitals; empty where nobody can be sent (connectors.base.Invites)
    icon        its drawing at the desk: the path of an SVG of 24 by 24
    spoken      what is written is said aloud; a sentence is whole when it comes, and nobody reads a link
    short_texts texts are short and in the GSM alphabet: emergencies have a script of their own for it (entity.yml, sms)
    delivered_when_stored   the citizen reads from our database: nothing has to be reported
    stops_by_operator       the operator itself stops all messages at STOP, and lets them through at START
    own_numbers a citizen's address is their telephone number, and the network vouches for it
    texts_any_number        takes a first message for any telephone number
    """

    name: str
    title: str
    phrase: str = ""
    spellings: str = ""
    icon: str = ""
    spoken: bool = False
    short_texts: bool = False
    delivered_when_stored: bool = False
    stops_by_operator: bool = False
    own_numbers: bool = False
    texts_any_number: bool = False
