/**
 * Numbers for people: thousands apart, few digits, always with a unit.
 * @module
 */

/**
 * @param {number | null} value
 * @param {string} unit
 * @returns {string} e.g. "12,300 t"; "not known" for a missing value
 */
export function quantity(value, unit) {
  if (value === null || !Number.isFinite(value)) return "not known";
  return `${plain(value)}\u00a0${unit}`;
}

/**
 * Three significant digits below 1000, whole numbers above.
 * @param {number} value
 * @returns {string}
 */
export function plain(value) {
  const size = Math.abs(value);
  if (size >= 1000) {
    const step = 10 ** Math.max(0, Math.floor(Math.log10(size)) - 3);
    return (Math.round(value / step) * step).toLocaleString("en-GB", { maximumFractionDigits: 0 });
  }
  return value.toLocaleString("en-GB", { maximumSignificantDigits: 3 });
}

/**
 * Tonnes in the unit that reads best.
 * @param {number} tonnes
 * @returns {string}
 */
export function mass(tonnes) {
  if (tonnes >= 1e6) return quantity(tonnes / 1e6, "Mt");
  if (tonnes >= 1e4) return quantity(tonnes / 1e3, "kt");
  return quantity(tonnes, "t");
}
