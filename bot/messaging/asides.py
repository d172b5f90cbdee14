"""What citizens say about a question instead of answering it: where the number is, what it is for, "espere lo busco".

Read only while something is asked, by the platform before the assistant: out of their context these words mean other
things ("¿dónde sale?" an office, "espere" a farewell).
"""

import re
from collections.abc import Callable
from enum import StrEnum

from bot.words import plain


class Aside(StrEnum):
    """WHERE it is found; WHY it is asked; MISSING: not at hand, or not known; WAIT: it comes; CANCEL: no more of it.

    FILE: a picture is to come instead, or has come.
    """

    WHERE = "where"
    WHY = "why"
    MISSING = "missing"
    WAIT = "wait"
    CANCEL = "cancel"
    FILE = "file"


# Longer messages tell something, and are read as a whole.
LONGEST = 12

_NUMBER = "numero numerito dato codigo valor cuenta contrato radicado caso documento cedula medidor recibo factura nic"
_OTHER = "comprobante direccion fecha dia barrio"
_NAMED = "|".join(f"{_NUMBER} {_OTHER}".split())
_IT = (
    rf"(lo|la|los|las|eso|esa|ese|esto|el dato|(el|la|ese|esa|mi|su|tal|dicho|dicha) ({_NAMED})"
    rf"( de (la |mi |el |su )?({_NAMED}))?( del (medidor|caso|recibo|contrato))?"
    r"( del? (el |la |mi )?(dueñ[oa]|titular|propietari[oa]|arrendador[a]?|señora?|esposo|esposa|mama|papa))?)"
)
# "qiero", "kiero", "ke".
_SPELT = re.compile(r"(q|k)(?=[ei])|^k$")
_MANNERS = re.compile(
    r"\b(señor(ita|a)?|seño|don|doña|joven|veci(no|na)?|sumerce|amig[oa]|por favor|porfa(vor)?|xfa|gracias|pues|ps|"
    r"disculpe(me)?|perdone?(me)?|oiga|mire|uy|ay|ah|eh|hola|la verdad|y|pero|es que|ahorita|ahora|aca|aqui|jaja\w*)\b"
)
_MOMENT = (
    r"(un|1|deme un|dame un|espere un|regaleme un|permitame un) "
    r"(momento|momentico|momentito|minuto|minutico|segundo|segundito|ratico|ratito|tantico|seg|min)"
)
_LOOK = (
    r"(lo|la|los|las|le|se lo|se la|ya lo|ya la|voy a|y lo|mientras)? ?(lo |la )?"
    r"(busco|buscar(lo|la)?|miro|mirar(lo|la)?|reviso|revisar|consulto|traigo|traer(lo|la)?|encuentro|escribo|paso|"
    r"mando|envio|doy|digo|cuento|pienso)"
)
_WAIT = re.compile(
    rf"(esper[ea](me|n|se|te)?|aguante(me)?|aguarde(me)?|permitame|dejeme|deje|ya|{_MOMENT}|ya casi|enseguida|"
    rf"tanti[ct]o|momento|momentico|voy)( (que )?(ya )?({_MOMENT}|{_LOOK}|voy por (el|la|lo)\b.*|tanti[ct]o))*"
    rf"( {_IT})?( (que )?(ya )?{_LOOK})?( {_IT})?|{_LOOK}( {_IT})?( (y|ya) (le|se) (digo|aviso|escribo|cuento))?|"
    rf"((no|espere|espera|esperese) )*(todavia |aun )?no (la |lo )?(mande|radique|envie|registre)s?"
    rf"( (todavia|aun|{_MOMENT}))*"
)
# These alone say that something is there or done, not that it is to come.
_NO_WAIT = frozenset("ya voy deje lo la".split())
_CANCEL = re.compile(
    r"((no )?(mejor|entonces|bueno|ya) )*(no|nada|ya no|no ya no|nop)?( ?(mejor|ya|entonces))* ?"
    r"(olvid(elo|ela|ese|alo|ate|e)( de eso)?|dej(elo|ela|emoslo|alo|a)( asi| (para|pa) (despues|luego)| quieto)?|"
    r"deje asi|(cancel|retir)(elo|ela|ar|arla|e|a|en|enla)"
    r"( eso| todo| (la|mi|el) (cita|queja|reclamo|caso|turno))?|"
    r"(ya )?no (lo )?(quiero|deseo|necesito|voy a hacer|hace falta)"
    r"( (nada|eso|seguir|continuar|hacerlo|mas|el tramite|poner nada|(el|la) (reclamo|queja|cita|acuerdo)))?|"
    r"no (mas|siga(mos)?)|me arrepenti|"
    r"(lo )?(dejo|dejamos|dejemos) asi|mejor (no|nada|despues|luego|otro dia)|cambie de (idea|opinion)|"
    r"(lo hago|lo miro|le escribo|vuelvo) (despues|luego|otro dia|mas tarde)|salir|nada|ya no)"
    r"( (mejor|ya|no|nada|asi|gracias|despues|luego|ya no|ya no quiero|no quiero|no mas|cambie de opinion))*"
)
# "Ya cancelé" says that something was paid; "no cancele" may be a "no" to that, too.
_NO_CANCEL = re.compile(r"\bcancelé|\bya cancele\b|\bno (l[ao] )?(cancele|retire)")
_SOLVED = re.compile(
    r"(uy |ah |ay |mentiras? )*ya (me |nos |se )?(volvio|vino|regreso|llego|arreglo|arreglaron|pusieron|hay)"
    r"( (la|el))?( (luz|agua|gas|energia|servicio|corriente))?( otra vez| de nuevo)?( ya)?"
)
_SEEN = "sale|aparece|figura|dice|esta|encuentro|consigo|hallo|saco|busco|veo|miro"
_WHERE = re.compile(
    rf"({_IT} )?((en |a |de )?donde|en que (parte|lado|lugar|hoja|pagina)( de {_IT}| del recibo)?|"
    rf"cual( numero| cuenta| de todos| dato| valor| codigo)?( es| seria)?|como se cual es|que numero( es)?|"
    rf"como (lo|la|le)? ?(encuentro|consigo|se|busco|veo|averiguo)|cual de (todos|los numeros))"
    rf"( ({_SEEN}|es|queda|lo|la|le|se|puedo|esa?|ver|mirar|encontrar|buscar|sacar|conseguir|viene|{_IT}))*|"
    rf"(es|seria) {_IT} que ({_SEEN})( .{{1,30}})?|(que|cual) (es|seria) ({_IT}|el numero de (cuenta|caso)|la cuenta)|"
    rf"no (se|entiendo|veo|encuentro) (donde|en donde|cual)( (es|esta|sale|aparece|figura|{_IT}))*|"
    rf"no (lo |la )?(encuentro|veo|hallo)( {_IT})?( por ningun lado)?"
)
_WHERE_WORD = re.compile(rf"\b({_SEEN}|cual|se|viene)\b")
_WHY = re.compile(
    r"((eso |esto |ese dato |ese numero )?(para|pa|a) ?que|por ?que|xq|pq|con que fin|y eso)"
    rf"( (me|lo|la|le|se|tengo que|tantos?|debo|hay que|quieren?|necesit[ao]n?|piden?|preguntan?|dar|darles?|"
    rf"sirve|es|seria|toca|ustedes|usted|tanta|todo|eso|datos?|solicitan?|{_IT}))*|"
    r"(es|eso es|sera) (seguro|necesario|obligatorio|obligacion|confiable)"
    rf"( (dar|darle|poner|escribir|mandar)( {_IT})?)?|(tengo|toca|hay) que dar(le|les|lo)? ?{_IT}?"
)
_MISSING = re.compile(
    r"(yo )?(ya )?(no|ni|tampoco) (lo |la |los |las |me |le |se )*"
    r"(tengo|se|sabria|recuerdo|acuerdo|conozco|cargo|traigo|ubico|guarde|cuento con)( decir(le)?)?"
    rf"( (bien|muy bien|de memoria|{_IT}|un|una|ningun|ninguna|{_NAMED}|cual|cuanto|que dia|es|fue|era|"
    r"(en este|en el|por el) momento|a la mano|a mano|conmigo|encima|aca|presente|aun|todavia|de eso|eso|exacta|exacto|"
    r"exactamente|nada))*|"
    rf"(se me|lo|la) (perdio|olvido|perdi|bote|boto|deje en (la )?casa)( {_IT})?|se me (olvido|perdio) .{{0,30}}|"
    r"(yo )?no (la |lo |los |las )?(veo|leo|alcanzo a (ver|leer)|puedo (ver|leer)|se leer)"
    r"( (bien|nada|muy bien|de cerca|las letras|los numeros|el numero|el recibo|sin (las )?gafas|letras))*|"
    rf"(ni idea|no estoy segur[oa]|no estoy en (la )?casa|quien sabe)( de {_IT})?"
)

_REASON = re.compile(
    r"((y|es que|pues|la verdad|porque|ya que|yo) )*(no )?(soy|estoy|ando|vivo|vengo|acabo|recien|apenas|me mude)\b|"
    r"(y |pues )*mi (hij[oa]|espos[oa]|mama|papa|niet[oa]|herman[oa]|vecin[oa]) no (esta|ha llegado|llega)\b"
)
_FILE_NAMES = r"(fotos?|fotico|fotito|imagen|captura|pantallazo|pdf|archivo|documento)"
_FILE = re.compile(
    rf"(ya |espere? )?((se|le|les|te) )?((lo|la) )?"
    rf"(mando|mande|envio|envie|paso|pase|tomo|tome|adjunto|muestro|"
    rf"(voy a|puedo|quiero) (mandar|enviar|tomar|pasar)(le|la|lo|sela|selo)?) "
    rf"((en|por|con) )?((una|la|mi|el|un) )?{_FILE_NAMES}( (de|del|con) .{{1,25}})?|"
    rf"(mejor )?((le )?sirve )?(en|con|por) (una )?(foto|pdf)|(le )?sirve (una )?foto( .{{1,25}})?"
)


def read(text: str) -> Aside | None:
    """What a message says about the question that is open; None if it is something else, such as the answer."""
    whole = _read(text)
    if whole is Aside.CANCEL and _NO_CANCEL.search(text.lower()):
        return None
    if whole or "?" in text or re.search(r"\d", text):
        return whole
    # "Es que soy inquilino, no tengo la cédula": what lacks, beside the reason why.
    parts = [part for part in re.split(r"[,.;]| pero | porque ", plain(text)) if part.strip()]
    lacks = [part for part in parts if _read(part) is Aside.MISSING]
    reasons = [part for part in parts if part not in lacks]
    return Aside.MISSING if lacks and all(_REASON.match(part.strip()) for part in reasons) else None


def without_manners(text: str) -> str:
    """The words of a message, plain and without its courtesies; all of them if it has no others."""
    words = " ".join(_SPELT.sub("qu", word) for word in re.findall(r"[a-zñ0-9]+", plain(text)))
    return " ".join(_MANNERS.sub(" ", words).split()) or words


def _read(text: str) -> Aside | None:
    if not 0 < len(re.findall(r"[a-zñ0-9]+", plain(text))) <= LONGEST:
        return None
    said = without_manners(text)
    return next((aside for aside, fits in _READERS if fits(said)), None)


def _cancels(said: str) -> bool:
    return said != "no" and (_CANCEL.fullmatch(said) or _SOLVED.fullmatch(said)) is not None


def _waits(said: str) -> bool:
    return said not in _NO_WAIT and _WAIT.fullmatch(said) is not None


def _asks_where(said: str) -> bool:
    about = _WHERE_WORD.search(said) or re.search(_IT, said) or len(said.split()) <= 2
    return bool(about) and _WHERE.fullmatch(said) is not None


_READERS: tuple[tuple[Aside, Callable[[str], bool]], ...] = (
    (Aside.CANCEL, _cancels),
    (Aside.WAIT, _waits),
    (Aside.FILE, lambda said: _FILE.fullmatch(said) is not None),
    (Aside.WHY, lambda said: _WHY.fullmatch(said) is not None),
    (Aside.MISSING, lambda said: _MISSING.fullmatch(said) is not None),
    (Aside.WHERE, _asks_where),
)
