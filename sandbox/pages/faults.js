// What can be made to go wrong at a provider, in words.

export const KINDS = {
  slow: { name: "Lento", about: "Atiende cada envío solo después de unos segundos", seconds: 3 },
  429: { name: "Demasiadas solicitudes", about: "Responde 429 y dice cuánto esperar", seconds: 2 },
  500: { name: "Error del servidor", about: "Responde 500 y no toma el mensaje" },
  timeout_after_accept: { name: "Acepta y calla", about: "Entrega el mensaje, pero la respuesta no llega", seconds: 60 },
  refused: { name: "Rechaza", about: "No toma el mensaje y da un código de error", code: 21610 },
  undelivered: { name: "No entrega", about: "Toma el mensaje y avisa después de que no llegó", code: 30008 },
  callbacks_twice: { name: "Avisos repetidos", about: "Cuenta cada estado dos veces" },
  callbacks_out_of_order: { name: "Avisos en desorden", about: "Cuenta primero el último estado" },
  callbacks_never: { name: "Sin avisos", about: "No cuenta qué pasó con el mensaje" },
  media: { name: "Archivos perdidos", about: "No entrega a la oficina los archivos de las personas" },
};

const WITH_SECONDS = ["slow", "429", "timeout_after_accept"];

function measures({ kind, seconds, every, count, code }) {
  const words = WITH_SECONDS.includes(kind) ? [`${seconds} s`] : KINDS[kind]?.code ? [`error ${code}`] : [];
  if (every > 1) words.push(`1 de cada ${every}`);
  if (count !== null) words.push(count === 1 ? "una vez más" : `${count} veces más`);
  return words;
}

// A fault in a few words: "Lento, 3 s, 1 de cada 5".
export const describe = (fault) => [KINDS[fault.kind]?.name ?? fault.kind, ...measures(fault)].join(", ");

// How a switch is set, and what it has done: "3 s, 1 de cada 5, falló 2 veces, quedan 20 s".
export function tally(fault) {
  const words = [...measures(fault), fault.used === 1 ? "falló 1 vez" : `falló ${fault.used} veces`];
  if (fault.left !== null) words.push(`quedan ${Math.ceil(fault.left)} s`);
  return words.join(", ");
}
