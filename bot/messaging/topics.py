"""What a short question may go on with: for each answer the words that ask on about it, and what it then is."""

import re
from dataclasses import dataclass

from bot.words import sound


def sounds(text: str) -> frozenset[str]:
    """The words of a text as they sound."""
    return frozenset(sound(word) for word in text.split())


COMMON = sounds(
    """y i e o u pero eso esto ese esa es era fue de del la el los las lo le se me mi a al en con por para pa que q k ke
    un una su si no ya pues ps ahi alla aqui aca tambien mas muy o sea bueno ok listo gracias señorita señor favor porfa
    mija entonces hay tan mucho mucha ello"""
)
# Words of an answer that name a subject of their own when they are asked about.
SUBJECTS = sounds(
    """factura facturas recibo recibos boleta cuenta deuda pago pagos pagar luz energia agua gas servicio medidor
    contador queja reclamo reclamos caso radicado corte cortes daño falla persona asesor tramites tramite copia
    copias acuerdo acuerdos cuotas revision revisiones conexiones traslados saldo"""
)


@dataclass(frozen=True)
class Topic:
    """`after`: the intents whose answer it goes on with; `intent`: what it then is. A message needs one of `telling`,
    and of `needs` if there are any, none of `unless`, and beside it has only `beside` and the commonest words.
    `says`: what its words must say in their order.
    """

    after: tuple[str, ...]
    intent: str
    telling: frozenset[str]
    beside: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    says: re.Pattern[str] | None = None


_DISAGREES = re.compile(r"\b(no (lo |me |nos |le )?(estoy|estamos|es|parece|veo|quedo|quede)|no conforme|inconforme)\b")
OF_BILL = ("bill_amount", "bill_explain", "bill_due_date", "bill_copy")

TOPICS = (
    Topic(
        ("procedure_info",),
        "procedure_info",
        sounds(
            "cuesta cuestan cobran precio costo valor vale gratis demora demoran tarda tardan tiempo plazo requisitos "
            "documentos papeles piden llevar llevo pasos donde dnd tramito saco"
        ),
        sounds(
            "cuanto cuantos dias necesito hago hace hacer hacerlo pido pedir pedirlo "
            "toca ir entregan sale cual cuales son como tengo"
        ),
    ),
    Topic(
        ("office_info", "procedure_info", "appointment_book"),
        "appointment_book",
        sounds("cita citas turno"),
        sounds("necesito necesita requiere requieren toca tengo debo pedir sacar ir sin atienden piden"),
        needs=sounds("necesito necesita requiere requieren toca tengo debo hay sin atienden piden con es"),
    ),
    Topic(
        ("office_info", "appointment_book", "procedure_info"),
        "office_info",
        sounds(
            "hora horas abren abre abierto cierran cierra atienden atiende sabado sabados domingo domingos festivo "
            "festivos donde dnd queda direccion telefono otra otras cerca calle carrera ubicada llego llegar "
            "horario horarios"
        ),
        sounds("tienen tiene oficina sede punto barrio cual cuales son hoy mañana tarde numero llamar cita como dan"),
    ),
    Topic(
        ("office_info",),
        "office_info",
        sounds(
            "lunes martes miercoles jueves viernes mañana hoy enero febrero marzo abril mayo junio julio agosto "
            "septiembre octubre noviembre diciembre"
        ),
        sounds("abren atienden abierto hay atencion pasado tarde dia") | {str(day) for day in range(1, 32)},
    ),
    Topic(
        ("office_info",),
        "office_info",
        sounds("primera segunda tercera cuarta ultima principal 1 2 3 4"),
        sounds("oficina opcion numero"),
    ),
    Topic(
        ("outage_report", "outage_status"),
        "outage_status",
        sounds(
            "vuelve vuelven viene vienen llega llegan regresa arreglan demora demoran tarda tardan falta hasta ponen "
            "carrotanque carrotanques pipa pipas cisterna tanquero"
        ),
        sounds(
            "cuando cuanto tiempo hora horas luz agua gas energia servicio todavia aun va van ir a volver vamos estar "
            "seguir asi toca esperar camion mandan mandar manden envian"
        ),
    ),
    Topic(
        ("outage_report", "outage_status"),
        "outage_status",
        sounds("reporte numero"),
        sounds("cual cuales mi dio dieron diga dime digame deme da dan"),
        needs=sounds("cual deme diga digame dieron dio mi"),
    ),
    Topic(
        ("outage_report", "outage_status", "outage_planned"),
        "outage_compensation",
        sounds("cobrar cobran cobren descuentan descontar rebajan rebaja devuelven compensan reconocen responde paga"),
        sounds(
            "van dias dia horas recibo factura igual luz agua gas servicio plata dinero quien comida daño daños tiempo "
            "nos estos esos ir falto completo"
        ),
    ),
    Topic(
        ("outage_planned",),
        "outage_planned",
        sounds("hora horas cuando dia dias barrio"),
        sounds("seria empieza termina desde hasta cual"),
    ),
    Topic(
        ("bill_amount", "bill_due_date", "bill_explain", "bill_payment_methods", "bill_copy"),
        "bill_due_date",
        sounds("cortar cortan suspender suspenden corten suspendan"),
        sounds("van pueden ir iran cuando luz agua gas servicio nos"),
        needs=sounds("me nos"),  # otherwise it may be a planned cut
    ),
    Topic(
        OF_BILL,
        "bill_explain",
        sounds(
            "intereses interes mora contribucion seguro poliza multa alumbrado aseo alcantarillado subsidio atrasado "
            "atraso medidor contador lectura kilovatio kilovatios kwh tarifa cubico consumo consumi gaste gastamos "
            "consumimos ajuste fijo"
        ),
        sounds(
            "cargo esos esas que cual cuanto cuantos por son significa cobran cobro cobros cobrando pedi pedido sera "
            "estara esta estan malo mala dañado bueno bien mal marca marcando culpa vale cuesta sale metro quiten "
            "quitenmelo quite quitaron quito anterior publico mes este pasado agua luz gas energia valor precio como "
            "cuando desde ponen aparece mis meses ultimos historial promedio estimada nadie vino leer leyeron dice"
        ),
    ),
    Topic(
        OF_BILL,
        "complaint_file",
        sounds("acuerdo justo conforme"),
        sounds("estoy cobro valor factura recibo ese cobran parece me nada que pasa hago puedo hacer"),
        unless=sounds("un hay hago"),  # an agreement to pay
        says=_DISAGREES,
    ),
    Topic(
        ("complaint_file", "complaint_appeal", "case_reopen", "update_contact", "privacy_request"),
        "case_status",
        sounds(
            "contestan contestar responden responder resuelven demora demoran tarda tardan llaman avisan respuesta "
            "plazo"
        ),
        sounds("cuanto cuantos cuando tiempo dias dan tengo van va falta me cambian"),
    ),
    Topic(
        ("complaint_file", "complaint_appeal", "case_reopen", "update_contact", "privacy_request", "case_status"),
        "case_status",
        sounds("numero radicado"),
        sounds("cual cuales mi caso queja reclamo dio dieron diga digame deme da dan quedo tiene"),
        needs=sounds("cual deme diga digame dieron dio mi"),
    ),
    Topic(
        ("outage_compensation",),
        "outage_compensation",
        sounds("cuanto valor pagan dan abonan reconocen devuelven"),
        sounds("seria son plata dinero cuando van"),
    ),
    Topic(
        ("bill_payment_report",),
        "bill_payment_report",
        sounds("aparece aparecer refleja reflejado ve ver demora demoran tarda"),
        sounds("cuando cuanto cuantos dias pago va hora que"),
    ),
    Topic(
        ("bill_payment_report",),
        'procedure_info{"procedure": "reconexion"}',
        sounds("ponen conectan reconectan reconecten conecten pongan reconexion devuelven"),
        sounds("cuando cuanto me nos luz agua gas servicio van a ir tarda tardan demora demoran vienen para"),
    ),
    Topic(
        ("bill_payment_agreement",),
        "bill_payment_agreement",
        sounds("queda quedan cuota cuotas mensual sale salen interes intereses inicial recargo"),
        sounds("cada cuanto cuantas cuanta como cual mes son pagar pago seria tiene tienen cobran eso hay"),
    ),
    Topic(
        ("appointment_book", "appointment_change"),
        "appointment_book",
        sounds(
            "lunes martes miercoles jueves viernes sabado mañana pasado tarde tardecita mediodia hora horas temprano "
            "dia dias semana cualquier cualquiera 1 2 3 4 5 6 7 8 9 10 11 12"
        ),
        sounds("proximo proxima entre antes despues desde hasta puede puedo seria sirve mejor am pm m as medio")
        | {str(hour) for hour in range(1, 32)},
    ),
    Topic(
        ("human_handoff",),
        "human_handoff",
        sounds(
            "demora demoran tarda tardan llaman escriben contestan contestar contesta responden responder responde "
            "atienden atender atiende esperando esperar falta alguien nadie"
        ),
        sounds("cuanto cuando hora tiempo siguen sigue sigo sin todavia aun nada van me va toca voy hola mas minutos"),
    ),
)
