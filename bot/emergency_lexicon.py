"""The words of danger, as people write them, and which words together mean which danger.

A word ending in * stands for all that begin so. Words are compared by sound (bot.words), so "kable", "gaz" and "callo"
need no entry of their own.
"""

from dataclasses import dataclass

CONCEPTS: dict[str, str] = {
    # gas
    "SMELL": "huele huelen huelo hule ule hulee guele giele juele wele uelle huel guel hueles oler oliendo olor olores "
    "olorcito olorsito olio olia olian apesta hiede jiede peste tufo huelea",
    "SENSE": "siente siento sienten sentimos sintiendo percibe percibo",
    "GAS": "gas gases propano metano agas glp",
    "ATTACHED": "hueleagas oleragas olorgas hueleagaz",
    "TANK": "pipeta* cilindro* bombona* tambo garrafa*",
    "STOVE": "estufa* cocina cocineta hornilla* hornillo* calentador* caldera fogon* calefon* boiler brasero",
    "PIPE": "tubo tuberia caño ducto manguera cañeria",
    "BROKE": "rompio rompieron roto rota rotas rotos partida partido perforo perforaron perforando pincho pinchado "
    "pincharon rajo rajada agujereada picada pico quebro reventada reventado",
    "EGG": "huevo huevos uebo guevo guevos",
    "ODD": "raro rara feo fea extraño quimico fuerte",
    "LEAK": "escape escapes escapa escapan escapando escapo excape scape fuga fugas fugando fuja fugita",
    "FLOW": "sale saliendo saliendose bota botando riega regando",
    "HISS": "silba silbando silbar sisea siseando chifla chiflando soplido soplando sopla",
    "HOSE": "manguera regulador tubo tuberia",
    "MUCH": "el mucho mucha harto demasiado",
    "VALVE": "llave llaves perilla perillas valvula valvulas",
    "OPEN": "abierto abierta abiertos abiertas",
    "MONOXIDE": "monoxido",
    "SICK": "mareo mareos mareado mareada mareados mareadas desmay* intoxic* asfixi* inconsciente inconscientes "
    "vomitando vomito nauseas",
    # cable
    "WIRE": "cable cables cableado alambre alambres acometida acometidas cabke calbe cabel",
    "CORD": "cuerda cuerdas linea lineas tendido",
    "POLE": "poste postes torre torres",
    "DOWN": "caid* caydo cayido cayo cayeron calleron cae caen caer caerse caernos caera caiga cayendo "
    "cayendose tirad* tiro "
    "tiraron tumb* derrib* colgando colgad* cuelga cuelgan colgante guindando guindad* reventad* revento reventaron "
    "reviento botad* arranco arrancad* arrancaron pelad* descubiert* expuest* inclinad* ladead* partid* partio "
    "partieron descolgad* descolgo desprendid* desprendio bajito bajitos abajo volcad* volco doblad* quebrado "
    "quebro suelo "
    "piso atravesad*",
    "LOOSE": "roto rota rotos rotas rompio rompieron suelto suelta sueltos sueltas solto soltaron",
    "STREET": "calle via carretera anden patio techo acera jardin andenes tejado",
    "CRASH": "choco chocaron chocado estrello estrellaron",
    "POWER": "luz energia corriente tension voltaje electrica electricas electrico electricos electricidad",
    "DANGER": "peligro peligros peligroso peligrosa peligrosos peligrosas",
    # shock
    "SPARK": "chispa chispas chispea chispean chispeando chisporrotea chisporroteando chisporroteo chispero chispazo "
    "chispazos chisporrot* chispita chispitas",
    "SHORT": "corto",
    "SHORT_CIRCUIT": "cortocircuit* cortosircuit* cortosirquito",
    "CIRCUIT": "circuito circuitos",
    "SMOKE": "humo humito humareda humarada",
    "BURNING": "quemando quemandose incendiando incendiandose ardiendo",
    "BURNS": "quema queman quemo",
    "BURNT": "quemado quemada quemados quemadas chamuscado chamuscada derretido derretida derritiendo derritio "
    "recalentado caliente calienta calentando recalienta",
    "FIRE": "incendio insendio incendios fuego candela llamas 🔥",
    "BLAZE": "fuego candela lumbre llamas",
    "THROWS": "sale saliendo salen echa echando bota botando tira tirando",
    "FIREMEN": "bomberos vomberos",
    "AWAKE": "despierta reacciona despiertan reaccionan",
    "NEAR": "lampara lamparas luminaria farola bombillo foco alumbrado subestacion planta cuarto baño techo edificio "
    "vecino vecina negocio apartamento enchufe tomas cuadra esquina afuera toma patio ventilador casa aqui",
    "THERE": "hay hubo salen sale",
    "LIT": "prendio prendieron cogio agarro hay en hecho",
    "EXPLODE": "exploto explotaron explotado explotando explosion explosiones explosion estallo estallaron estallido "
    "estallando explotar explote estallar estalle toteo totio totiaron tatio volo",
    "BLAST": "explosion explosiones estallido estallo",
    "SOMETHING": "algo",
    "TRANSFORMER": "transformador* transformadro tranformador* trasformador* trafo trasfor* transfor*",
    "METER": "contador contadores medidor medidores breaker breakers braker taco tacos tablero tableros "
    "tomacorriente* enchufe enchufes flipon totalizador interruptor cuchilla fusible",
    "BOX": "caja toma tomas",
    "APPLIANCE": "nevera lavadora ducha reja pared paredes poste puerta llave lavaplatos tubo tubos grifo",
    "HIT": "dio pego paso pega pasa pasando tirando soltando coge cogio agarro tiro mando da",
    "HIM": "me le nos les lo la",
    "CURRENT": "corriente toque toques calambrazo calambrazos descarga chispazo electricidad",
    "RECEIVED": "recibio recibi sufrio sufri",
    "DISCHARGE": "descarga descargas choque",
    "KICKS": "patada patea",
    "TOUCHED": "toco toque agarro agarre",
    "JOLT": "corrientazo* electrocut* elctrocut* eletrocut* electrocuto* correntazo* electrocu*",
    "STUCK": "pegado pegada pegados",
    "FENCE": "malla cerca cerco",
    "LIVE": "electrificado electrificada electrificados energizado energizada energizados energizadas electrizado "
    "electrizada",
    "HAS": "tiene tienen bota botan",
    # flood
    "FLOOD": "inund* innund* enund* inunda anegad* inundo",
    "FLOODABLE": "inundable inundables riesgo sone soñe oficina",
    "TUB": "tanque lavadora grifo tuberia inodoro",
    "OVERFLOW": "desbord* desvord* rebos* reboz*",
    "SEWER": "alcantarilla* alcantaria* cañeria* desague* drenaje* negras rio quebrada canal caño sumidero",
    "WATER": "agua aguas auga",
    "ENTERS": "metio metiendo metida entro entrando entra mete metido",
    "UPTO": "hasta asta",
    "BODY": "rodilla rodillas cintura tobillo tobillos pecho cuello techo cama camas ventana ventanas sala",
    "HOME": "casa apartamento vivienda sala cuarto cocina pieza local",
    "FULL": "llena lleno llenando",
    "RIVER": "rio quebrada avalancha creciente",
    "COMES": "vino crecio creciendo subio subiendo desbordo",
    # medical
    "EQUIPMENT": "concentrador respirador oxigeno oxijeno ocsigeno dialisis cpap bipap nebulizador incubadora "
    "electrodependiente electrodependientes",
    "FAN": "ventilador",
    "MECHANICAL": "mecanico mecanica artificial",
    "MEDICAL": "medico medica medicos hospitalario",
    "MACHINE": "equipo equipos maquina maquinas aparato aparatos bomba",
    "WITHOUT": "sin no",
    "SUPPLY": "luz energia corriente electricidad servicio lus",
    "OUT": "apago apagado apagada apagaron cortaron cortar corte cortes suspendieron suspender quitaron fue "
    "descargo bateria",
    "BREATHE": "respira respirar respirando respiran",
    "CANNOT": "no puede puedo dificultad dificil",
    "CALL": "manden mande mandan mandar envien envie necesito necesitamos llamen llame urgente auxilio ayuda favor "
    "ayudenme vengan pidan pido",
    "AMBULANCE": "ambulancia hambulancia",
    # self-harm
    "ME": "me",
    "SE": "se",
    "TOIL": "estudiando trabajando entrenando leyendo limpiando cocinando",
    "WANT": "quiero quisiera deseo pienso planeo",
    "GO": "voy vamos",
    "THIRD": "quiere queria intento quizo",
    "DIE": "morir matar ahorcar suicidar",
    "DYING": "morir ahorcar suicidar",
    "SLAY": "matar",
    "KILL": "matar ahorcar suicidar",
    "DIE_MYSELF": "matarme morirme ahorcarme suicidarme colgarme lastimarme envenenarme",
    "DIE_HIMSELF": "matarse suicidarse ahorcarse colgarse",
    "THROW": "tirar lanzar",
    "WILL": "va iba quiere queria",
    "JUMP": "tirarme lanzarme saltar aventarme",
    "OFF": "puente balcon terraza azotea edificio techo tren metro vias ventana malecon",
    "EXIST": "existir",
    "WAKE": "despertar despertarme despierte amanecer amaneciera",
    "VANISH": "desaparecer",
    "EVER": "siempre mapa mundo",
    "ANYBODY": "alguien uno niños gente",
    "EARLY": "temprano tarde luz sueño niño niña bebe vacaciones",
    "WHAT": "la el los las mi esa ese esta este con de",
    "MATO": "mato matare ahorco suicido",
    "ALIVE": "vivo viva",
    "BE": "estar seguir",
    "TIRED": "cansado cansada canse harto harta jarto jarta arto arta aburrido aburrida",
    "TOOK": "tome tomo trague trago tragado tomado tomarme tragarme tomar",
    "SWALLOWED": "tome tomo trague trago tragado tomado tomarme tragarme",
    "BLEACH": "cloro lejia soda",
    "CABINET": "botiquin",
    "POISON": "veneno raticida matarratas insecticida herbicida paraquat gramoxone cianuro",
    "PILLS": "pastillas pepas pastiyas pildoras tabletas clonazepam insulina tramadol",
    "TOO_MANY": "muchas todas toda todo frasco veinte treinta monton puñado caja",
    "CUTTING": "cortando corte corto",
    "LIMBS": "brazos muñecas venas piernas",
    "SUICIDE": "suicid* suisid* sucid* suisidi*",
    "TAKE": "quitarme quitarse quito quitar acabar terminar acabo atentar fin",
    "LIFE": "vida bida existencia",
    "MY": "mi",
    "NOT": "no",
    "DESIRE": "quiero quiere ganas deseo puedo soporto",
    "LIVING": "vivir viviendo bibir",
    "REASON": "sentido razon razones motivo motivos salida gusto ganas",
    "THIS": "este esta",
    "EARTH": "mundo vida",
    "LEAVE": "irme ir voy boy vaya",
    "WORLD": "mundo serio",
    "WORTH": "pena sentido",
    "BETTER": "mejor quisiera gustaria prefiero preferiria",
    "DEAD": "muerto muerta muero muera muriera",
    "CUT": "cortarme cortar corto",
    "VEINS": "venas benas",
    "HARM_ME": "hacerme aserme hacerse pegarme",
    "HARM": "daño tiro",
    "DO": "hago",
    "DOING": "haciendo",
    "DOING_ME": "haciendome",
    "I_AM": "estoy ando sigo vivo llevo",
    "WOUNDS": "daño cortes rayas",
    "SHOOT": "pegar pego meter meto volar vuelo",
    "SHOT": "tiro balazo sesos",
    "BLOW": "volar vuelo",
    "HEAD": "cabeza",
    "INTO": "rio vacio barranco abismo precipicio represa tren carro cables",
    "SOY": "soy",
    "BURDEN": "carga estorbo",
    "MADE": "hizo hace hicieron",
    "DUTY": "tiene debo debe toca necesita necesito",
    "LIFELONG": "toda util",
    "HAVE": "he habia",
    "TO": "a al",
    "LETTER": "carta cartas nota",
    "FAREWELL": "despedida",
    # what takes an alarm back, or softens it
    "NO": "no nunca tampoco sin ningun ninguna ni",
    "SCAM": "robo estafa engaño trampa fraude chanchullo mentira corrupcion tranza negocio cuento atraco raton perro "
    "comida trago licor llanta llantas cloro alcantarilla basura caño orin pescado",
    "BILL": "recibo recibos resivo factura facturas fatura cobro cobros cobran cobraron cobrando cobrar pago "
    "pagar pague "
    "tarifa tarifas precio subsidio cuota",
    "MONEY": "costo caro cara carisimo carisima costoso cuanto cuesta barato pesos plata",
    "LAMP": "bombillo bombillos bombilla bombillas foco focos lampara lamparas luminaria luminarias farol farola",
    "GADGET": "cargador computador computadora usb hdmi celular router modem telefono audifono audifonos impresora "
    "zapatos portatil tablet",
    "CHANNEL": "senal señal canales television tv novela partido internet wifi",
    "CLOTHES": "ropa saltar guitarra tender atencion telefonica llamada llamadas ocupada",
    "RAGE": "rabia ira colera furia piedra",
    "MESSAGES": "mensajes mensaje correos correo publicidad spam paciencia llamadas deudas recibos facturas trabajo "
    "celular buzon alertas avisos",
    "AGAINST": "contra seguro poliza certificado concepto extintor",
    "CLAIM": "compens* indemn* reclam* reembols* pagan paguen pagaron responda responde reponen reponer "
    "cubre cobro perdimos",
    "MERELY": "solo solamente unicamente",
    "SCHOOL": "tarea tareas examen pajaros aves",
    "PEST": "tiempo hormigas cucarachas mosquitos ratones raton ratas rata plaga virus comejen zancudos moscas hambre "
    "pajaros",
    "CHECK": "revision detector detectar prueba certificado deteccion inspeccion curso simulacro",
    "WEATHER": "calor frio risa hambre pena sed sueño verguenza susto aburrimiento vieja viejo amor esperando "
    "cansancio",
    "LAUGH": "jaja jajaja jajajaja jeje jejeje xd jsjs 😂 🤣 jaj jajaj",
    "PLACE": "en aqui alli ahi alla aca con lejos sin recibiendo pagando",
    "ORDINAL": "segundo tercer tercero primer primero cuarto quinto sexto ultimo",
    "PAST_TIME": "ayer antier anteayer antenoche pasado pasada pasados enero febrero marzo abril mayo junio julio "
    "agosto septiembre octubre noviembre diciembre",
    "AGO": "hace hase ase",
    "LONG": "dias dia semana semanas mes meses año años",
    "SINCE": "desde",
    "STILL": "sigue siguen todavia aun ahora ahorita ahi otravez volvio volvieron nuevamente",
    "PRESENT": "huele huelen hule guele juele wele hay esta estan sale siente siento quedo",
    "FIXED": "arreglaron arreglo arreglado arreglada repararon reparado reparada reparo solucionaron solucionado "
    "recogieron levantaron controlado controlaron apagaron quitaron cambiaron sellaron sellada cambio "
    "enderezaron llevaron pusieron repusieron movieron reemplazaron taparon secaron encint* terminaron",
    "ALREADY": "ya",
    "NOW": "huele huelen hule guele juele wele apesta hay ay ai esta estan sta stan ta estamos estoy sale salen "
    "siente siento quedo quedaron tengo tenemos tiene tienen bota botan echa saca saltan chispea zumba gotea pasa "
    "hoy amanecio empezo acaba acaban",
    "URGENT": "manden mande mandan mandar envien vengan venga auxilio ayuda ayudenme ayuden urge urgente apurense "
    "apurate rapido cuidado niño niña niños niñas bebe hijo hija herido heridos herida sangre quemaduras desmay* "
    "bomberos alguien nadie puedo toco hago responde responden respondan contesta contestan contesten atienden",
    "TODAY": "hoy minutos rato momento segundos",
    # what a sentence is about when the danger in it is only where that comes from
    "MATTER": "queja quejas quejarme quejarnos curso charla taller simulacro prevencion tesis cotizacion inventario "
    "reclam* expediente radicado gestion encuesta informe solicitud indemn* compens* "
    "reembols* paga pagan pagara paguen repone reponen reponga cobrar cobren demandar papeles documentos "
    "planilla ficha subsidio alivio aplazar aplace financiar plazo damnificados cita reunion formulario "
    "reconocen desisto sancion* actualicen eliminen anulen anule valorar evitar prevenir estetica",
    "TALE": "pelicula serie novela cuento meme chiste ensayo tarea exposicion documental noticias radio curiosidad "
    "jaja jajaja cancion",
    "THANKS": "gracias agradezco",
    "MOREOVER": "y pero ademas tambien aparte ahora solo mire",
    "STUDY": "tesis estadisticas personaje prevencion",
    "ANNOUNCED": "anunciado anunciados programad* alquilar",
    "POULTRY": "pollitos pollos huevos peces",
    "OCCASION": "dia vez",
    "WHEN": "cuando",
    "IS": "es era son eran fue",
    "KNOWN": "lo despues caso reporte tema visita",
    "OF": "de del",
    "ARTICLE": "el la los las",
    "NAMED": "calle avenida av tienda barrio supermercado gimnasio hotel restaurante finca vereda colonia edificio "
    "hacienda",
    "NAMESAKE": "incendio fuego chispa candela explosion llamas humo",
    "AMONG": "entre",
    "AM": "estoy ando",
    "VEHICLE": "carro auto moto cigarro camioneta",
    "NOR": "ni",
    "FALSE": "falsa",
    "ALARM": "alarma",
    "WENT": "fue quito paso fueron",
}

# Words that may stand between a "no" and what it denies: "no se siente ningún olor a gas".
BETWEEN = frozenset(
    "me se le nos les hay tengo siento siente ha habia esta estan veo ve un una el la los ningun ninguna fuerte "
    "es existe escuche oi senti "
    "bota echa da dan cable cables alambre alambres chispas "
    "hubo percibo presenta tiene tenemos sale olor ya mas estaba a de vi".split()
)


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
    _rule("self_harm", "NOT DESIRE LIVING", 3, unless_next=("PLACE",), asks_if=_HYPERBOLE, negated="keep"),
    _rule("self_harm", "NOT DESIRE LIVING WORLD", 4, negated="keep"),
    _rule("self_harm", "WITHOUT DESIRE LIVING", 3, unless_next=("PLACE",), asks_if=_HYPERBOLE, negated="keep"),
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
    _rule("shock", "JOLT", unless=("SCHOOL",)),
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
    _rule("flood", "WATER UPTO BODY", 5),
    _rule("flood", "UPTO BODY WATER", 5),
    _rule("flood", "HOME FULL WATER", 3),
    _rule("flood", "FULL HOME WATER", 4),
    _rule("flood", "RIVER COMES", 3),
    _rule("flood", "COMES RIVER", 3),
    # medical
    _rule("medical", "EQUIPMENT WITHOUT SUPPLY", 12, negated="keep"),
    _rule("medical", "WITHOUT SUPPLY EQUIPMENT", 14, negated="keep"),
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
