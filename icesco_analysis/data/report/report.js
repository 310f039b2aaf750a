// Sorts, filters and searches the tables of the report. Without it they are as complete, in the order in which they are printed.
"use strict";
(() => {
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase("en");
  const inOrder = new Intl.Collator("en", { numeric: true });

  const compare = (kind) => (one, other) => {
    if (kind === "number") return Number(one) - Number(other);
    if (kind === "day") return one < other ? -1 : one > other ? 1 : 0;
    return inOrder.compare(one, other);
  };

  // Rows without a key stay last, whichever way the others run.
  const sort = (table, place, kind, direction) => {
    const body = table.tBodies[0];
    const keyed = Array.from(body.rows, (row, index) => ({ row, index, key: row.cells[place].dataset.key }));
    const inKind = compare(kind);
    keyed.sort((one, other) => {
      if (one.key === undefined || other.key === undefined) {
        return (one.key === undefined) - (other.key === undefined) || one.index - other.index;
      }
      return direction * inKind(one.key, other.key) || one.index - other.index;
    });
    body.append(...keyed.map(({ row }) => row));
  };

  const makeSortable = (table) => {
    const headings = Array.from(table.tHead.rows[0].cells);
    headings.forEach((heading, place) => {
      const button = heading.querySelector("button");
      button.addEventListener("click", () => {
        const wasAscending = heading.getAttribute("aria-sort") === "ascending";
        headings.forEach((each) => each.setAttribute("aria-sort", "none"));
        heading.setAttribute("aria-sort", wasAscending ? "descending" : "ascending");
        sort(table, place, button.dataset.kind, wasAscending ? -1 : 1);
      });
    });
  };

  // What can be chosen of a cell: of a day its year, else each of its links, or all that it says.
  const valuesIn = (cell, kind) => {
    const links = Array.from(cell.querySelectorAll("a"), (link) => link.textContent.replace(" (?)", ""));
    const { key } = cell.dataset;
    if (key === undefined) return [];
    if (kind === "text") return links.length ? links : [cell.textContent];
    return [kind === "day" ? key.slice(0, 4) : String(Number(key))];
  };

  // Offers the values of each column, but where hardly two rows share one; returns what says whether a row is chosen.
  const makeFilters = (table, rows, box) =>
    Array.from(table.tHead.rows[0].cells).flatMap((heading, place) => {
      const { kind } = heading.querySelector("button").dataset;
      const held = rows.map((row) => valuesIn(row.cells[place], kind));
      const values = Array.from(new Set(held.flat())).sort(inOrder.compare);
      if (values.length < 2 || (kind === "text" && values.length > rows.length / 2)) return [];
      const choice = document.createElement("select");
      const say = (value) => (kind === "number" ? `${value} or more` : value);
      choice.append(new Option("all", ""), ...values.map((value) => new Option(say(value), value)));
      const label = document.createElement("label");
      label.append(heading.textContent, choice);
      box.append(label);
      const meets = (value) => (kind === "number" ? Number(value) >= Number(choice.value) : value === choice.value);
      return [(index) => !choice.value || held[index].some(meets)];
    });

  const makeSearchable = (field) => {
    const table = document.getElementById(field.dataset.table);
    const rows = Array.from(table.tBodies[0].rows);
    const filters = makeFilters(table, rows, field.parentElement.querySelector(".filters"));
    const spaced = (text) => ` ${fold(text).replace(/[^\p{L}\p{N}]+/gu, " ").trim()}`;
    const texts = rows.map((row) => `${Array.from(row.cells, (cell) => spaced(cell.textContent)).join("")} `);
    const shown = field.parentElement.querySelector(".shown");
    const search = () => {
      // Whole words, but for the last one while it is being typed: Oman is not in Romania.
      const words = spaced(field.value).split(" ").filter(Boolean).map((word) => ` ${word} `);
      if (words.length && !/\s$/.test(field.value)) words.push(words.pop().trimEnd());
      let found = 0;
      rows.forEach((row, index) => {
        row.hidden = !words.every((word) => texts[index].includes(word)) || !filters.every((meets) => meets(index));
        found += row.hidden ? 0 : 1;
      });
      shown.textContent = `${found} of ${rows.length} rows shown`;
    };
    field.parentElement.hidden = false;
    field.parentElement.addEventListener("input", search);
    search();
  };

  document.querySelectorAll("table[data-searchable]").forEach(makeSortable);
  document.querySelectorAll("input[data-table]").forEach(makeSearchable);

  // Following a link opens what is folded around its target, and the keyboard goes on from there.
  const reveal = () => {
    const target = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    if (!target) return;
    for (let around = target; around; around = around.parentElement.closest("details")) around.open = true;
    target.focus({ preventScroll: true });
    target.scrollIntoView();
  };
  window.addEventListener("hashchange", reveal);
  reveal();
})();
