// Sorts, searches and filters a long table; it reads without. Where it stands on several pages, the rows of all pages are
// loaded when they are first needed: by scripts, since a page that was opened by a double click can load nothing else.
(() => {
  "use strict";
  const AT_ONCE = 200; // rows that are shown before somebody asks for more
  const table = document.getElementById("table");
  const body = table.tBodies[0];
  const form = document.getElementById("filter");
  const found = document.getElementById("found");
  const more = document.getElementById("more");
  const pager = document.getElementById("pager");
  const pages = Number(table.dataset.pages);
  const headings = Array.from(table.tHead.rows[0].cells);
  const own = Array.from(body.rows);
  let all = pages > 1 ? null : Promise.resolve(own.map(record));
  let sorting = null; // { column, upwards }
  let shown = AT_ONCE;

  function plain(text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }

  function record(row) {
    return { row, text: plain(`${row.textContent} ${row.dataset.find || ""}`), states: (row.dataset.states || "").split(" ") };
  }

  const loading = new Map();
  window.certbuildRows = (page, rows) => {
    const template = document.createElement("template");
    template.innerHTML = rows.join("");
    loading.get(page)(Array.from(template.content.children, record));
  };

  function load(page) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      loading.set(page, resolve);
      script.onerror = reject;
      script.src = `rows-${page}.js`;
      document.head.append(script);
    });
  }

  function everything() {
    all = all || Promise.all(Array.from({ length: pages }, (_, page) => load(page + 1))).then((parts) => parts.flat());
    return all;
  }

  function value(one, column, kind) {
    const cell = one.row.cells[column];
    const text = "value" in cell.dataset ? cell.dataset.value : cell.textContent.trim();
    return kind === "number" ? parseFloat(text.replace(",", ".")) : text;
  }

  const letters = new Intl.Collator(document.documentElement.lang, { numeric: true });

  function sorted(records) {
    if (!sorting) { return records; }
    const kind = headings[sorting.column].dataset.sort;
    const keyed = records.map((one) => ({ one, key: value(one, sorting.column, kind) }));
    keyed.sort((a, b) => {
      if (kind === "number" && (isNaN(a.key) || isNaN(b.key))) { return isNaN(a.key) - isNaN(b.key); } // none: always last
      const order = kind === "number" ? a.key - b.key : letters.compare(a.key, b.key);
      return sorting.upwards ? order : -order;
    });
    return keyed.map(({ one }) => one);
  }

  function fits(one, words) {
    return words.every((word) => one.text.includes(word)) &&
      (!form.elements.states || !form.elements.states.value || one.states.includes(form.elements.states.value)) &&
      (!form.elements.section || !form.elements.section.value || form.elements.section.value === `=${one.row.dataset.section}`);
  }

  function asked() {
    return sorting || Array.from(form.elements).some((field) => field.name && field.value);
  }

  let turn = 0;
  async function show() {
    const mine = ++turn;
    remember();
    if (!asked()) {
      body.replaceChildren(...own);
      if (pager) { pager.hidden = false; }
      more.hidden = true;
      found.textContent = "";
      return;
    }
    const records = await everything();
    if (mine !== turn) { return; } // somebody has asked for something else meanwhile
    const words = plain(form.elements.search.value.trim()).split(/\s+/);
    const matching = sorted(records.filter((one) => fits(one, words)));
    body.replaceChildren(...matching.slice(0, shown).map((one) => one.row));
    if (pager) { pager.hidden = true; }
    more.hidden = matching.length <= shown;
    found.textContent = matching.length === records.length ? "" :
      form.dataset.found.replace("{shown}", matching.length).replace("{all}", records.length);
  }

  // What is asked for stands in the address, behind the # that no server is told: going back finds it again.
  function remember() {
    const query = new URLSearchParams(Array.from(new FormData(form)).filter(([, value]) => value));
    if (sorting) { query.set("sort", `${sorting.upwards ? "" : "-"}${sorting.column}`); }
    history.replaceState(null, "", `#${query}`);
  }

  function recall() {
    const query = new URLSearchParams(location.hash.slice(1));
    for (const field of form.elements) {
      if (field.name && query.get(field.name)) { field.value = query.get(field.name); }
    }
    const column = parseInt(query.get("sort"), 10);
    if (headings[Math.abs(column)]) { sort(Math.abs(column), !query.get("sort").startsWith("-")); }
    if (asked()) { show(); }
  }

  function sort(column, upwards) {
    sorting = { column, upwards };
    headings.forEach((heading, place) => {
      if (place === column) { heading.setAttribute("aria-sort", upwards ? "ascending" : "descending"); }
      else { heading.removeAttribute("aria-sort"); }
    });
  }

  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener("click", () => {
      sort(column, heading.getAttribute("aria-sort") !== "ascending");
      show();
    });
  });

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => { shown = AT_ONCE; show(); });
  more.addEventListener("click", () => {
    const first = body.rows.length;
    shown += AT_ONCE;
    show().then(() => { const link = body.rows[first].querySelector("a"); if (link) { link.focus(); } });
  });
  form.hidden = false;
  recall();
})();
