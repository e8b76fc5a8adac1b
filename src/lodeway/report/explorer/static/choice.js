/**
 * What the reader has chosen, kept in the address so that a link shows the same.
 * @module
 */

/** @typedef {import("./model.js").Model} Model */
/** @typedef {import("./model.js").Choice} Choice */

/**
 * @param {string} hash
 * @param {Model} model
 * @returns {Choice} what the address says, the usual where it says nothing that is allowed
 */
export function readChoice(hash, model) {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  /** @type {(key: string, allowed: string[], usual: string) => string} */
  const pick = (key, allowed, usual) => {
    const found = words.get(key);
    return found !== null && allowed.includes(found) ? found : usual;
  };
  /** @type {(key: string, allowed: string[]) => string[]} */
  const several = (key, allowed) => allowed.filter((name) => (words.get(key) ?? "").split(",").includes(name));
  const first = model.origins.find((site) => site.minerals.length) ?? model.origins[0];
  const from = pick("from", model.origins.map((site) => site.id), first.id);
  const goods = model.origins.find((site) => site.id === from)?.minerals ?? [];
  const buyers = model.buyers.map((site) => site.id);
  const usual = model.buyers.find((site) => site.market === "JPN") ?? model.buyers[0];
  const gates = Object.keys(model.codes).filter((name) => !model.meta.bans.includes(name));
  const by = pick("by", model.meta.objectives, model.meta.objectives[0]);
  return {
    from,
    goods: pick("goods", goods, goods[0] ?? ""),
    to: pick("to", buyers, usual.id),
    by,
    avoid: several("avoid", model.meta.bans),
    close: several("close", gates).slice(0, model.meta.closures[by]),
  };
}

/** @param {Choice} choice @returns {string} */
export function writeChoice({ from, goods, to, by, avoid, close }) {
  const words = [`from=${from}`, ...(goods ? [`goods=${encodeURIComponent(goods)}`] : []), `to=${to}`, `by=${by}`];
  if (avoid.length) words.push(`avoid=${avoid.join(",")}`);
  if (close.length) words.push(`close=${close.join(",")}`);
  return `#${words.join("&")}`;
}
