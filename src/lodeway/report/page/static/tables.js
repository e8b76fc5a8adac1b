/**
 * Tables that sort by their headings, shorten themselves, follow the year and the mineral, and copy as CSV.
 * @module
 */

/** Rows shown of a long table until the reader asks for all. */
const FEW = 12;

/**
 * @param {HTMLTableElement} table
 * @returns {(choice: {year: number, element: string}) => void} shows the rows of a choice
 */
export function enhance(table) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const tools = document.createElement("div");
  tools.className = "tools";
  const count = document.createElement("span");
  const more = button("", () => {
    open = !open;
    refresh();
  });
  const byYear = rows.some((row) => row.dataset.year);
  let open = false;
  let everyYear = false;
  let chosen = { year: 0, element: "" };
  if (byYear) {
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.addEventListener("change", () => {
      everyYear = box.checked;
      refresh();
    });
    label.append(box, " all years");
    tools.append(label);
  }
  const copied = document.createElement("span");
  copied.setAttribute("role", "status");
  const copy = button("Copy as CSV", async () => {
    copied.textContent = (await toClipboard(csv(table))) ? "copied" : "copying is not allowed here";
    setTimeout(() => (copied.textContent = ""), 4000);
  });
  tools.append(count, more, copy, copied);
  (table.closest(".scroll") ?? table).after(tools);
  sortable(table, () => refresh());

  function refresh() {
    const fitting = [...body.rows].filter(
      (row) =>
        (!byYear || everyYear || row.dataset.year === String(chosen.year)) &&
        (!chosen.element || !row.dataset.element || row.dataset.element === chosen.element),
    );
    const visible = new Set(open || fitting.length <= FEW + 3 ? fitting : fitting.slice(0, FEW));
    for (const row of body.rows) row.hidden = !visible.has(row);
    table.classList.add("live");
    more.hidden = fitting.length <= FEW + 3;
    more.textContent = open ? "Show fewer" : `Show all ${fitting.length} rows`;
    count.textContent = fitting.length ? "" : `nothing ${byYear && !everyYear ? `in ${chosen.year}` : "to show"}`;
  }
  return (choice) => {
    chosen = choice;
    refresh();
  };
}

/** @type {(label: string, act: () => void) => HTMLButtonElement} */
function button(label, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = label;
  element.addEventListener("click", act);
  return element;
}

/** Text of a cell; a number without thousands separators. @type {(cell: HTMLTableCellElement | undefined) => string} */
function cellText(cell) {
  const text = (cell?.textContent ?? "").trim().replace(/\s+/g, " ");
  return cell?.classList.contains("n") ? text.replaceAll(",", "").replace("\u2212", "-") : text;
}

/** @type {(cell: HTMLTableCellElement | undefined) => string | number} */
function sortKey(cell) {
  if (cell?.classList.contains("missing")) return Infinity;
  const value = cellText(cell);
  const number = Number(value);
  return value !== "" && Number.isFinite(number) ? number : value.toLowerCase();
}

/**
 * Puts a button into each heading: first click up (text) or down (numbers), second the other way.
 * @param {HTMLTableElement} table
 * @param {() => void} done
 */
function sortable(table, done) {
  const heads = [...(table.tHead?.rows[table.tHead.rows.length - 1].cells ?? [])];
  heads.forEach((head, index) => {
    const turn = button("", () => {
      const numeric = head.classList.contains("n");
      const was = head.getAttribute("aria-sort");
      const up = was ? was === "descending" : !numeric;
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const body = table.tBodies[0];
      const keyed = [...body.rows].map((row) => ({ row, key: sortKey(row.cells[index]) }));
      keyed.sort((one, two) => compare(one.key, two.key, up));
      body.append(...keyed.map(({ row }) => row));
      done();
    });
    turn.className = "sort";
    turn.append(...head.childNodes);
    head.append(turn);
  });
}

/** @type {(one: string | number, two: string | number, up: boolean) => number} */
function compare(one, two, up) {
  if (one === two) return 0;
  if (one === Infinity) return 1;
  if (two === Infinity) return -1;
  const order = typeof one === typeof two ? (one < two ? -1 : 1) : typeof one === "number" ? -1 : 1;
  return up ? order : -order;
}

/**
 * @param {HTMLTableElement} table
 * @returns {string} all rows of the table as CSV (RFC 4180), numbers without thousands separators
 */
export function csv(table) {
  const rows = [...(table.tHead ? [table.tHead.rows[table.tHead.rows.length - 1]] : []), ...table.tBodies[0].rows];
  return rows
    .map((row) =>
      [...row.cells]
        .map((cell) => (cell.classList.contains("missing") ? "" : cellText(cell)))
        .map((value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value))
        .join(","),
    )
    .join("\r\n");
}

/** @type {(text: string) => Promise<boolean>} */
async function toClipboard(text) {
  if (navigator.clipboard && window.isSecureContext) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => byHand(text),
    );
  }
  return byHand(text);
}

/** Pages opened from disk have no clipboard in some browsers: select and copy. @type {(text: string) => boolean} */
function byHand(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.setAttribute("aria-hidden", "true");
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
