"""Which words of the lexicon together mean which danger: the words themselves stand in bot/emergency_lexicon.py."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """Concepts that follow one another within `gap` words of the same sentence mean danger of this kind.

    certain  False: ask first
    needs    concepts of which the sentence must have one
    unless   concepts that take it back when the sentence has one
    unless_next  concepts that take it back when one follows at once
    asks_if  concepts that turn it into a question when the sentence has one
    negated  what a "no" right before it does: "ask", "drop", or "keep" when the words hold one themselves
    """

    kind: str
    words: tuple[str, ...]
    gap: int = 3
    certain: bool = True
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    unless_next: tuple[str, ...] = ()
    asks_if: tuple[str, ...] = ()
    negated: str = "ask"


def _rule(kind: str, words: str, gap: int = 3, **options: object) -> Rule:
    return Rule(kind, tuple(words.split()), gap, **options)  # type: ignore[arg-type]  # named as Rule's own fields


_GAS_BILL = ("BILL", "MONEY")
_LINE_NEEDS = {"needs": ("POWER",), "unless": ("CLOTHES", "GADGET")}
_WIRE = {"unless": ("GADGET",), "asks_if": ("CHANNEL",)}
# Sparks and bangs alone are figures of speech as often as not.
_ABOUT_SUPPLY = (
    *("METER", "POLE", "WIRE", "CORD", "TRANSFORMER", "BOX", "HOME", "STREET", "POWER", "APPLIANCE", "PIPE"),
    *("GAS", "TANK", "STOVE", "SMOKE", "SMELL", "CURRENT", "NEAR"),
)
_FOR_A_BODY = {"unless": ("BILL", "POULTRY"), "asks_if": ("ANNOUNCED",)}
_HYPERBOLE = ("BILL", "LAUGH", "MONEY", "RAGE")
# "No quiero vivir así, sin agua" may be said of the house.
_TO_LIVE = {"unless_next": ("PLACE",), "asks_if": (*_HYPERBOLE, "WATER", "POWER"), "negated": "keep"}

# The most urgent kind first: of several that fit, a certain one wins, then the earlier one.
RULES: tuple[Rule, ...] = (
    # self_harm
    _rule("self_harm", "ME WANT DIE", 2, unless=("WEATHER",), asks_if=_HYPERBOLE),
    _rule("self_harm", "ME GO KILL", 2, unless=("WEATHER",), unless_next=("TOIL",), asks_if=_HYPERBOLE),
    _rule("self_harm", "ME GO DIE", 2, certain=False, unless=("WEATHER", "BILL")),
    _rule("self_harm", "WANT DYING", 1, unless=("WEATHER", "PEST"), asks_if=_HYPERBOLE),
    _rule("self_harm", "WANT SLAY", 1, unless=("WEATHER", "PEST"), unless_next=("WHAT",), asks_if=_HYPERBOLE),
    _rule("self_harm", "WANT DIE_MYSELF", 3, unless=("WEATHER",), asks_if=_HYPERBOLE),
    _rule("self_harm", "GO DIE_MYSELF", 3, unless=("WEATHER",), asks_if=_HYPERBOLE),
    _rule("self_harm", "DIE_MYSELF", unless=("WEATHER",), asks_if=_HYPERBOLE, certain=False),
    _rule("self_harm", "SE THIRD DIE", 2, unless=("WEATHER",)),
    _rule("self_harm", "THIRD DIE_HIMSELF", 2, unless=("WEATHER",)),
    _rule("self_harm", "SUICIDE", asks_if=("STUDY", *_HYPERBOLE)),
    _rule("self_harm", "TAKE LIFE", 3, asks_if=_HYPERBOLE, needs=("ME", "MY", "TAKE")),
    _rule("self_harm", "NOT DESIRE LIVING", 3, **_TO_LIVE),
    _rule("self_harm", "NOT DESIRE LIVING WORLD", 4, negated="keep"),
    _rule("self_harm", "WITHOUT DESIRE LIVING", 3, **_TO_LIVE),
    _rule("self_harm", "NOT WORTH LIVING", 4, unless_next=("PLACE",), asks_if=_HYPERBOLE, negated="keep"),
    _rule("self_harm", "BETTER DEAD", 3, unless=("WEATHER",), asks_if=_HYPERBOLE),
    _rule("self_harm", "CUT VEINS", 2, asks_if=_HYPERBOLE),
    _rule("self_harm", "ME GO THROW OFF", 3, asks_if=_HYPERBOLE),
    _rule("self_harm", "WANT THROW OFF", 3, asks_if=_HYPERBOLE, needs=("ME",)),
    _rule("self_harm", "JUMP OFF", 3, asks_if=_HYPERBOLE),
    _rule("self_harm", "SE WILL THROW OFF", 3),
    _rule("self_harm", "NOT WANT EXIST", 2, asks_if=_HYPERBOLE, negated="keep", unless_next=("PLACE",)),
    _rule("self_harm", "NOT WANT BE ALIVE", 2, asks_if=_HYPERBOLE, negated="keep"),
    _rule("self_harm", "NOT REASON LIVING", 4, unless_next=("PLACE",), asks_if=_HYPERBOLE, negated="keep"),
    _rule(
        "self_harm",
        "NOT REASON LIFE",
        4,
        unless=("LIFELONG",),
        unless_next=("OF", "HAVE"),
        asks_if=_HYPERBOLE,
        negated="keep",
    ),
    _rule("self_harm", "NOT REASON BE ALIVE", 4, asks_if=_HYPERBOLE, negated="keep"),
    _rule("self_harm", "LEAVE THIS EARTH", 1, certain=False, unless=("WEATHER",)),
    _rule("self_harm", "WANT VANISH", 1, certain=False, needs=("EVER",)),
    _rule("self_harm", "NOT WANT WAKE", 2, asks_if=_HYPERBOLE, negated="keep", unless=("EARLY",), unless_next=("TO",)),
    _rule(
        "self_harm",
        "NOT WAKE",
        2,
        certain=False,
        negated="keep",
        needs=("WANT", "ME", "BETTER"),
        unless=("EARLY",),
        unless_next=("TO",),
    ),
    _rule("self_harm", "ME MATO", 0, certain=False, unless=("WEATHER",), unless_next=("TOIL", "WHAT")),
    _rule("self_harm", "SE WILL KILL", 1, certain=False, unless=("WEATHER", "ANYBODY")),
    _rule("self_harm", "LETTER FAREWELL", 2, certain=False),
    _rule("self_harm", "SOY BURDEN", 1, certain=False),
    _rule("self_harm", "TIRED BE ALIVE", 2, asks_if=_HYPERBOLE),
    _rule("self_harm", "TIRED EXIST", 2, asks_if=_HYPERBOLE),
    _rule("self_harm", "TIRED LIVING", 2, asks_if=_HYPERBOLE, unless_next=("PLACE",)),
    _rule("self_harm", "TOOK POISON", 3),
    _rule("self_harm", "TOOK BLEACH", 1, certain=False),
    _rule("self_harm", "SWALLOWED TOO_MANY PILLS", 4),
    _rule("self_harm", "ME GO TOOK TOO_MANY PILLS", 4),
    _rule("self_harm", "TOOK TOO_MANY PILLS", 4, certain=False, unless=("DUTY",)),
    _rule("self_harm", "TOOK TOO_MANY CABINET", 6),
    _rule("self_harm", "TOOK PILLS DIE_MYSELF", 4),
    _rule("self_harm", "CUTTING LIMBS", 2),
    _rule("self_harm", "ME DO WOUNDS", 2, asks_if=_HYPERBOLE),
    _rule("self_harm", "I_AM DOING WOUNDS", 2, asks_if=_HYPERBOLE, needs=("ME",)),
    _rule("self_harm", "I_AM DOING_ME WOUNDS", 2, asks_if=_HYPERBOLE),
    _rule("self_harm", "ME SHOOT SHOT", 3, asks_if=_HYPERBOLE),
    _rule("self_harm", "ME GO SHOOT SHOT", 3, asks_if=_HYPERBOLE),
    _rule("self_harm", "ME BLOW HEAD", 3, asks_if=_HYPERBOLE),
    _rule("self_harm", "ME GO BLOW HEAD", 3, asks_if=_HYPERBOLE),
    _rule("self_harm", "JUMP INTO", 2, asks_if=_HYPERBOLE, unless=("MADE",)),
    _rule("self_harm", "ME GO THROW INTO", 3, asks_if=_HYPERBOLE),
    _rule("self_harm", "HARM_ME HARM", 2, asks_if=_HYPERBOLE, certain=False),
    _rule("self_harm", "WANT HARM_ME HARM", 2, asks_if=_HYPERBOLE),
    # gas
    _rule("gas", "ATTACHED"),
    _rule("gas", "SMELL GAS", 6, unless=("SCAM",)),
    _rule("gas", "SMELL GAS", 2),
    _rule("gas", "GAS SMELL", 4, unless=("SCAM", "BILL")),
    _rule("gas", "SMELL TANK", 4, unless=("SCAM",)),
    _rule("gas", "SMELL EGG", 4, unless=("WATER",)),
    _rule("gas", "SMELL ODD", 3, needs=("GAS", "STOVE", "TANK")),
    _rule("gas", "SENSE GAS", 3, unless=_GAS_BILL),
    _rule("gas", "LEAK GAS", 5, asks_if=("BILL", "CHECK")),
    _rule("gas", "GAS LEAK", 5, asks_if=("BILL", "CHECK")),
    _rule("gas", "LEAK TANK", 5),
    _rule("gas", "TANK LEAK", 5),
    _rule("gas", "LEAK STOVE", 5, certain=False, unless=("WATER",)),
    _rule("gas", "STOVE LEAK", 5, certain=False, unless=("WATER",)),
    _rule("gas", "FLOW GAS", 1, unless=_GAS_BILL, negated="drop"),
    _rule("gas", "FLOW MUCH GAS", 1, unless=_GAS_BILL, negated="drop"),
    _rule("gas", "TANK HISS", 6, certain=False),
    _rule("gas", "HISS TANK", 4, certain=False),
    _rule("gas", "HISS HOSE", 3, certain=False, needs=("GAS", "STOVE", "TANK", "SMELL")),
    _rule("gas", "HOSE HISS", 3, certain=False, needs=("GAS", "STOVE", "TANK", "SMELL")),
    _rule("gas", "HOSE GAS HISS", 4, certain=False),
    _rule("gas", "VALVE OPEN", 6, needs=("GAS", "STOVE", "TANK")),
    _rule("gas", "GAS OPEN", 3, unless=("BILL",)),
    _rule("gas", "OPEN VALVE", 3, needs=("GAS", "STOVE", "TANK")),
    _rule("gas", "PIPE GAS BROKE", 4, unless=_GAS_BILL),
    _rule("gas", "BROKE PIPE GAS", 3, unless=_GAS_BILL),
    _rule("gas", "MONOXIDE", unless=("SCHOOL",)),
    _rule("gas", "SICK GAS", 8, unless=_GAS_BILL),
    _rule("gas", "GAS SICK", 8, unless=_GAS_BILL),
    _rule("gas", "SICK STOVE", 8, unless=_GAS_BILL),
    _rule("gas", "STOVE SICK", 8, unless=_GAS_BILL),
    _rule("gas", "EXPLODE GAS", 6, unless=("RAGE", "BILL")),
    _rule("gas", "EXPLODE TANK", 6),
    _rule("gas", "TANK EXPLODE", 6),
    _rule("gas", "EXPLODE STOVE", 6),
    _rule("gas", "STOVE EXPLODE", 6),
    _rule("gas", "TANK BURNING", 4),
    _rule("gas", "LIT TANK", 2, needs=("FIRE", "BURNING")),
    # cable
    _rule("cable", "WIRE DOWN", 8, **_WIRE),
    _rule("cable", "WIRE DOWN", 8, needs=("STREET", "POLE"), unless=("GADGET",)),
    _rule("cable", "DOWN WIRE", 6, **_WIRE),
    _rule("cable", "WIRE LOOSE", 8, **_WIRE),
    _rule("cable", "LOOSE WIRE", 6, **_WIRE),
    _rule("cable", "CORD DOWN", 8, **_LINE_NEEDS),
    _rule("cable", "DOWN CORD", 6, **_LINE_NEEDS),
    _rule("cable", "CORD LOOSE", 8, **_LINE_NEEDS),
    _rule("cable", "LOOSE CORD", 6, **_LINE_NEEDS),
    _rule("cable", "POLE DOWN", 8, asks_if=("LAMP",)),
    _rule("cable", "DOWN POLE", 6, asks_if=("LAMP",)),
    _rule("cable", "POLE LOOSE", 4, unless=("LAMP",)),
    _rule("cable", "LOOSE POLE", 4, unless=("LAMP",)),
    _rule("cable", "CRASH POLE", 4),
    _rule("cable", "WIRE STREET", 6, certain=False, needs=("PRESENT", "STILL"), unless=("GADGET", "CHANNEL")),
    _rule("cable", "DANGER WIRE", 6, **_WIRE),
    _rule("cable", "WIRE DANGER", 6, **_WIRE),
    _rule("cable", "DANGER POLE", 6),
    _rule("cable", "POLE DANGER", 6),
    _rule("cable", "DANGER CORD", 6, **_LINE_NEEDS),
    _rule("cable", "CORD DANGER", 6, **_LINE_NEEDS),
    # shock
    _rule("shock", "JOLT", unless=("SCHOOL",), asks_if=("RAGE",)),
    _rule("shock", "RECEIVED DISCHARGE", 2),
    _rule("shock", "TOUCHED CORD", 2, unless=("CLOTHES", "GADGET")),
    _rule("shock", "HIM HIT KICKS APPLIANCE", 4),
    _rule("shock", "SPARK", needs=_ABOUT_SUPPLY, unless=("RAGE",)),
    _rule("shock", "THERE SPARK", 1, unless=("AMONG",)),
    _rule("shock", "SHORT_CIRCUIT", needs=_ABOUT_SUPPLY),
    _rule("shock", "THERE SHORT_CIRCUIT", 2),
    _rule("shock", "THERE SHORT CIRCUIT", 2),
    _rule("shock", "SHORT CIRCUIT", 1, needs=_ABOUT_SUPPLY),
    _rule("shock", "SHORT METER", 5),
    _rule("shock", "METER SHORT", 4),
    _rule("shock", "HIM HIT CURRENT", 2, unless=("CLOTHES",)),
    _rule("shock", "HIT CURRENT", 2, certain=False, needs=("APPLIANCE",)),
    _rule("shock", "APPLIANCE HIT CURRENT", 3, unless=("CLOTHES",)),
    _rule("shock", "APPLIANCE HAS CURRENT", 2),
    _rule("shock", "LIVE", unless=("ALREADY",), asks_if=("FENCE",)),
    _rule("shock", "STUCK WIRE", 3),
    _rule("shock", "STUCK CURRENT", 3),
    _rule("shock", "FLOW SMOKE", 3, unless=("VEHICLE",)),
    _rule("shock", "HAS SMOKE", 3),
    _rule("shock", "LIT SMOKE", 2, unless=("RAGE",)),
    _rule("shock", "SMOKE METER", 6),
    _rule("shock", "METER SMOKE", 6),
    _rule("shock", "SMOKE TRANSFORMER", 6),
    _rule("shock", "TRANSFORMER SMOKE", 6),
    _rule("shock", "SMELL BURNT", 3, asks_if=("GADGET",)),
    _rule("shock", "SMELL SMOKE", 3),
    _rule("shock", "SE BURNING", 2, unless=("LAMP",)),
    _rule("shock", "BURNING METER", 5),
    _rule("shock", "METER BURNING", 5),
    _rule("shock", "METER BURNS", 4),
    _rule("shock", "BURNS METER", 4),
    _rule("shock", "METER BURNT", 5, unless=_GAS_BILL),
    _rule("shock", "WIRE BURNT", 5, **_WIRE),
    _rule("shock", "WIRE BURNING", 5, **_WIRE),
    _rule("shock", "BURNING WIRE", 5, **_WIRE),
    _rule(
        "shock",
        "FIRE",
        certain=True,
        needs=("METER", "POLE", "WIRE", "TRANSFORMER", "HOME", "STREET", "BOX", "STOVE", "APPLIANCE", "NEAR"),
        unless=("AGAINST",),
    ),
    _rule("shock", "THROWS BLAZE", 2, unless=("AGAINST", "VEHICLE", "RAGE", "TALE"), asks_if=("BILL",)),
    _rule("shock", "CALL FIREMEN", 3, certain=False),
    _rule("shock", "LIT FIRE", 2, unless=("AGAINST",), asks_if=("AM",)),
    _rule("shock", "BLAST", needs=_ABOUT_SUPPLY, unless=("RAGE",)),
    _rule("shock", "EXPLODE SOMETHING", 1),
    _rule("shock", "BOX BURNT", 2),
    _rule("shock", "EXPLODE TRANSFORMER", 6),
    _rule("shock", "TRANSFORMER EXPLODE", 6),
    _rule("shock", "EXPLODE METER", 6),
    _rule("shock", "METER EXPLODE", 6),
    _rule("shock", "EXPLODE POLE", 6),
    _rule("shock", "POLE EXPLODE", 6),
    _rule("shock", "TRANSFORMER BURNS", 4),
    _rule("shock", "BURNS TRANSFORMER", 4),
    _rule("shock", "TRANSFORMER BURNT", 4),
    _rule("shock", "TRANSFORMER DOWN", 5),
    _rule("shock", "TRANSFORMER BURNING", 4),
    _rule("shock", "BURNING TRANSFORMER", 4),
    _rule("shock", "DANGER METER", 6, unless=("BILL",)),
    _rule("shock", "METER DANGER", 6, unless=("BILL",)),
    _rule("shock", "DANGER TRANSFORMER", 6),
    _rule("shock", "TRANSFORMER DANGER", 6),
    # flood
    _rule("flood", "FLOOD", unless=("MESSAGES", "AGAINST", "FLOODABLE")),
    _rule("flood", "OVERFLOW SEWER", 4),
    _rule("flood", "SEWER OVERFLOW", 5),
    _rule("flood", "WATER OVERFLOW", 4, certain=False),
    _rule("flood", "ENTERS WATER", 4, needs=("HOME", "SE", "HIM"), unless=("TUB",), negated="drop"),
    _rule("flood", "WATER ENTERS", 4, needs=("HOME", "SE", "HIM"), unless=("TUB",), negated="drop"),
    _rule("flood", "WATER UPTO BODY", 5, asks_if=("BILL",)),
    _rule("flood", "UPTO BODY WATER", 5),
    _rule("flood", "HOME FULL WATER", 3),
    _rule("flood", "FULL HOME WATER", 4),
    _rule("flood", "RIVER COMES", 3),
    _rule("flood", "COMES RIVER", 3),
    # medical
    _rule("medical", "EQUIPMENT WITHOUT SUPPLY", 12, asks_if=("SPARE",), negated="keep"),
    _rule("medical", "WITHOUT SUPPLY EQUIPMENT", 14, asks_if=("SPARE",), negated="keep"),
    _rule("medical", "EQUIPMENT OUT", 10, **_FOR_A_BODY),
    _rule("medical", "OUT EQUIPMENT", 12, **_FOR_A_BODY),
    _rule("medical", "FAN MECHANICAL", 1, needs=("WITHOUT", "OUT")),
    _rule("medical", "MACHINE MEDICAL WITHOUT SUPPLY", 12, negated="keep"),
    _rule("medical", "WITHOUT SUPPLY MACHINE MEDICAL", 12, negated="keep"),
    _rule("medical", "MACHINE MEDICAL OUT", 10),
    _rule("medical", "NOT AWAKE", 0, certain=False, negated="keep"),
    _rule("medical", "NOT SE AWAKE", 0, certain=False, negated="keep"),
    _rule("medical", "WITHOUT BREATHE", 2, negated="keep"),
    _rule("medical", "CANNOT BREATHE", 3),
    _rule("medical", "AMBULANCE", needs=("CALL",)),
)
