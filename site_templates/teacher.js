// Sorts and filters the table of students, and copies commands; the page reads without it.
(function () {
  "use strict";
  var table = document.getElementById("students");
  var headings = Array.prototype.slice.call(table.tHead.rows[0].cells);
  var students = Array.prototype.slice.call(table.tBodies);

  function value(student, column, kind) {
    var cell = student.rows[0].cells[column];
    var text = "value" in cell.dataset ? cell.dataset.value : cell.textContent.trim();
    return kind === "number" ? parseFloat(text) : text;
  }

  function compared(a, b, kind) {
    if (kind === "text") { return a.localeCompare(b, document.documentElement.lang); }
    if (isNaN(a) || isNaN(b)) { return isNaN(a) - isNaN(b); }
    return a - b;
  }

  function sort(heading, column) {
    var upwards = heading.getAttribute("aria-sort") !== "ascending";
    headings.forEach(function (other) { other.removeAttribute("aria-sort"); });
    heading.setAttribute("aria-sort", upwards ? "ascending" : "descending");
    students.sort(function (one, two) {
      var order = compared(value(one, column, heading.dataset.sort), value(two, column, heading.dataset.sort), heading.dataset.sort);
      return upwards ? order : -order;
    });
    students.forEach(function (student) { table.appendChild(student); });
  }

  headings.forEach(function (heading, column) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener("click", function () { sort(heading, column); });
  });

  var filters = document.getElementById("filter");
  var search = document.getElementById("search");
  var standing = document.getElementById("standing");
  var found = document.getElementById("found");

  function plain(text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }

  var texts = new Map(students.map(function (student) {
    var parts = Array.prototype.slice.call(student.querySelectorAll("tr:first-child > *, summary, .fields dd"));
    return [student, plain(parts.map(function (part) { return part.textContent; }).join(" "))];
  }));

  function filter() {
    var words = plain(search.value.trim()).split(/\s+/), shown = 0;
    students.forEach(function (student) {
      var fits = words.every(function (word) { return texts.get(student).indexOf(word) >= 0; }) &&
        (!standing.value || student.dataset.states.split(" ").indexOf(standing.value) >= 0);
      student.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    found.textContent = shown === students.length ? "" :
      filters.dataset.found.replace("{shown}", shown).replace("{all}", students.length);
  }

  search.addEventListener("input", filter);
  standing.addEventListener("change", filter);
  filters.hidden = false;

  // A link to a student shows the student, filtered out or not, and opens the explanation.
  function open() {
    var student = location.hash && document.getElementById(location.hash.slice(1));
    if (students.indexOf(student) < 0) { return; }
    student.hidden = false;
    student.querySelector("details").open = true;
    student.scrollIntoView();
  }
  window.addEventListener("hashchange", open);
  open();

  var words = document.getElementById("copying").dataset;
  Array.prototype.forEach.call(navigator.clipboard ? document.querySelectorAll("code.command") : [], function (command) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = words.copy;
    button.setAttribute("aria-label", words.label.replace("{command}", command.textContent));
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(command.textContent).then(function () {
        button.textContent = words.copied;
        setTimeout(function () { button.textContent = words.copy; }, 2000);
      });
    });
    command.insertAdjacentElement("afterend", button);
  });
})();
