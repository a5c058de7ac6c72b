// Sorts and filters the table of students, and copies commands; the page reads without it.
(function () {
  "use strict";
  var table = document.getElementById("students");
  var bodies = Array.prototype.slice.call(table.tBodies);

  function value(body, column, kind) {
    var cell = body.rows[0].cells[column];
    var text = cell.dataset.value || cell.textContent.trim();
    if (kind === "text") { return text.toLocaleLowerCase(); }
    var number = parseFloat(text);
    return isNaN(number) ? -1 : number;
  }

  Array.prototype.forEach.call(table.tHead.rows[0].cells, function (heading, column) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.textContent = "";
    heading.appendChild(button);
    button.addEventListener("click", function () {
      var kind = heading.dataset.sort;
      var upwards = heading.getAttribute("aria-sort") !== "ascending";
      Array.prototype.forEach.call(table.tHead.rows[0].cells, function (other) { other.removeAttribute("aria-sort"); });
      heading.setAttribute("aria-sort", upwards ? "ascending" : "descending");
      bodies.sort(function (one, two) {
        var a = value(one, column, kind), b = value(two, column, kind);
        var order = kind === "number" ? a - b : a.localeCompare(b);
        return upwards ? order : -order;
      });
      bodies.forEach(function (body) { table.appendChild(body); });
    });
  });

  var search = document.getElementById("search");
  var standing = document.getElementById("standing");
  var found = document.getElementById("found");

  function plain(text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }

  function filter() {
    var words = plain(search.value), wanted = standing.value, shown = 0;
    bodies.forEach(function (body) {
      var states = Array.prototype.map.call(body.rows[0].querySelectorAll(".state"), function (s) { return s.textContent; });
      var fits = plain(body.textContent).indexOf(words) >= 0 && (!wanted || states.indexOf(wanted) >= 0);
      body.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    found.textContent = shown === bodies.length ? "" : shown + " of " + bodies.length;
  }

  search.addEventListener("input", filter);
  standing.addEventListener("change", filter);
  document.getElementById("filter").hidden = false;

  Array.prototype.forEach.call(document.querySelectorAll("code.command"), function (command) {
    if (!navigator.clipboard) { return; }
    var button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "copy";
    button.setAttribute("aria-label", "copy " + command.textContent);
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(command.textContent).then(function () { button.textContent = "copied"; });
    });
    command.insertAdjacentElement("afterend", button);
  });
})();
