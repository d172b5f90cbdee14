"""The words that name a procedure of the catalogue, as patterns over folded text."""

from typing import Dict

_OF = r"(?:de\s|el\s|la\s|del\s)*"

PROCEDURES: Dict[str, str] = {
    "cambio_titular": rf"(?:cambi\w+|pas\w+|pon\w+)\s{_OF}(?:titular\w*"
    r"|nombre(?:\sdel?\s(?:recibo|contador|servicio|factura))?"
    r"|(?:luz|agua|gas|recibo|contrato|servicio)\sa\smi\snombre)"
    r"|traspaso|a nombre del? (?:otro|anterior dueño)",
    "conexion_nueva": r"(?:conexion|acometida|instalacion)\snueva|nueva\s(?:conexion|acometida)"
    r"|servicio nuevo|nuevo servicio|paja de agua|(?:instalar|poner)\s(?:un\s|el\s)?(?:contador|medidor)",
    "desconexion": r"desconexion|dar de baja el (?:servicio|contrato)|(?:cancelar|retirar) el servicio",
    "reconexion": r"reconexion|reconect\w+|reinstal\w+",
    "traslado_medidor": r"(?:traslad\w+|pasar|mover|muev\w+|corr[aeo]\w*|cambiar de (?:lugar|sitio))\s"
    rf"{_OF}(?:medidor|contador)",
    "cambio_estrato": r"(?:cambi\w+\s(?:de\s)?|baj\w+\s(?:el\s|de\s)?)?estrato",
    "subsidio": r"subsidio\w*",
    "revision_gas": rf"revision\s(?:periodica\s)?{_OF}gas|revision periodica",
    "partida_nacimiento": r"(?:partida|acta|certificado|registro)\s(?:civil\s)?de nacimiento",
    "partida_matrimonio": r"(?:partida|acta|certificado|registro)\s(?:civil\s)?de matrimonio",
    "pasaporte": r"pasaporte",
    "licencia_construccion": r"(?:licencia|permiso)\s(?:de\s|para\s)*constru\w+",
    "certificado_residencia": r"certificado\s(?:de\s)?(?:residencia|vecindad)|constancia de residencia",
}
