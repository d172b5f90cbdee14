"""The words of danger, as people write them. Which of them together mean which danger stands in bot/emergency_rules.py.

A word ending in * stands for all that begin so. Words are compared by sound (bot.words), so "kable", "gaz" and "callo"
need no entry of their own.
"""

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
    "RAGE": "rabia ira colera furia piedra coraje bronca impresion",
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
    "PAST_TIME": "ayer antier anteayer antenoche laotravez pasado pasada pasados antepasado antepasada "
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
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
    "SPARE": "corten suspendan quiten desconecten inscribir inscribirla inscribirlo inscribo registrarla registrarlo",
    "ANNOUNCED": "anunciado anunciados programad* alquilar",
    "POULTRY": "pollitos pollos huevos peces",
    "OCCASION": "dia vez",
    "WHEN": "cuando",
    "IS": "es era son eran fue",
    "KNOWN": "lo despues caso reporte tema visita",
    "OF": "de del",
    "ARTICLE": "el la los las",
    "NAMED": "calle avenida av tienda barrio supermercado gimnasio hotel restaurante finca vereda colonia edificio "
    "hacienda pasaje jiron ferreteria panaderia carniceria volcan tierra apellido",
    "NAMESAKE": "incendio fuego chispa candela explosion llamas humo",
    "AMONG": "entre",
    "AM": "estoy ando",
    "VEHICLE": "carro auto moto cigarro camioneta",
    "NOR": "ni",
    "FALSE": "falsa",
    "ALARM": "alarma",
    "HANGING": "colgado colgada colgados colgadas colgo colgaron cuelga cuelgan descolgo descolgaron",
    "REMAINED": "quedo quedaron",
    "WENT": "fue quito paso fueron",
}

# Words that may stand between a "no" and what it denies: "no se siente ningún olor a gas".
BETWEEN = frozenset(
    "me se le nos les hay tengo siento siente ha habia esta estan veo ve un una el la los ningun ninguna fuerte "
    "es existe escuche oi senti "
    "bota echa da dan cable cables alambre alambres chispas "
    "huele huelen hubo percibo presenta tiene tenemos sale olor ya mas estaba a de vi".split()
)
