// Makes buttons of what can be run on the teacher's page, asks the server to run it, and shows what it answers.
(function () {
  "use strict";
  var desk = document.getElementById("desk");
  var said = document.getElementById("desk-said");
  var buttons = document.getElementById("desk-buttons").content;

  function equip(root) {
    root.querySelectorAll("code.command[data-act]:not([hidden])").forEach(function (command) {
      var model = buttons.querySelector('[data-run="' + CSS.escape(command.dataset.act) + '"]');
      if (!model) { return; }
      var button = model.cloneNode(true);
      button.title = command.textContent;
      button.dataset.student = command.dataset.student || "";
      command.insertAdjacentElement("beforebegin", button);
      command.hidden = true;
    });
  }

  function show(content) {
    said.replaceChildren(content);
    if (!desk.open) { desk.showModal(); }
    (said.querySelector("[autofocus]") || desk).focus();
  }

  function part(name) {
    return document.getElementById(name).content.cloneNode(true);
  }

  function parsed(html) {
    var inert = document.createElement("template");
    inert.innerHTML = html;
    return inert.content;
  }

  function run(order) {
    show(part("desk-under-way"));
    fetch(desk.dataset.address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Certbuild-Token": desk.dataset.token },
      body: JSON.stringify(order)
    }).then(function (answer) {
      if (!answer.ok) { throw new Error(answer.statusText); }
      return answer.text();
    }).then(parsed).catch(function () { return part("desk-away"); }).then(show);
  }

  document.addEventListener("click", function (event) {
    var pressed = event.target.closest("button");
    if (pressed && pressed.dataset.run) { run({ act: pressed.dataset.run, student: pressed.dataset.student }); }
    if (pressed && "close" in pressed.dataset) { desk.close(); }
  });

  desk.addEventListener("submit", function (event) {
    event.preventDefault();
    var question = event.target;
    var reason = question.elements.reason ? question.elements.reason.value : "";
    run({ act: question.dataset.act, student: question.dataset.student, reason: reason, sure: true });
  });

  // Rows may come later, from other scripts.
  new MutationObserver(function (changes) {
    changes.forEach(function (change) { equip(change.target); });
  }).observe(document.body, { childList: true, subtree: true });
  equip(document);
})();
