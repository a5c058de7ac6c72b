// Copies commands; they can be marked and copied by hand without it.
(() => {
  "use strict";
  const words = document.getElementById("copying").dataset;
  for (const command of navigator.clipboard ? document.querySelectorAll("code.command") : []) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = words.copy;
    button.setAttribute("aria-label", words.label.replace("{command}", command.textContent));
    button.addEventListener("click", () => navigator.clipboard.writeText(command.textContent).then(() => {
      button.textContent = words.copied;
      setTimeout(() => { button.textContent = words.copy; }, 2000);
    }));
    command.insertAdjacentElement("afterend", button);
  }
})();
