// The office's time, whatever this device's clock and zone say.

const zoned = (language, options) => new Intl.DateTimeFormat(language, { timeZone: office.zone, ...options });
const TIME = zoned("es-CO", { hour: "numeric", minute: "2-digit" });
const DAY = zoned("es-CO", { weekday: "long", day: "numeric", month: "long" });
const DATE = zoned("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" });
const A_DAY = 86400000;

const officeClock = {
  ahead: 0, // milliseconds before this device's clock

  now() {
    return new Date(Date.now() + this.ahead);
  },

  set(now) {
    this.ahead = new Date(now) - Date.now();
  },
};

function dayName(date) {
  const now = officeClock.now();
  const day = DATE.format(date);
  if (day === DATE.format(now)) return "Hoy";
  return day === DATE.format(now - A_DAY) ? "Ayer" : DAY.format(date);
}
