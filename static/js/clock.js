/** The time of day, as the server writes it: "6:31 pm". @param {number} [at] milliseconds; now without */
export const clock = (at = Date.now()) => new Date(at).toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" }).replace(/\s/, " ").toLowerCase();
