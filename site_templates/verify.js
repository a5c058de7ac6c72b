// Takes a code as a person types it, and goes to the page of that certificate.
(function () {
  "use strict";
  var form = document.getElementById("verify");
  var answer = document.getElementById("answer");

  form.hidden = false;
  document.getElementById("by-hand").hidden = true;

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var letters = form.elements.code.value.toUpperCase()
      .replace(/O/g, "0").replace(/[IL]/g, "1").replace(/[^0-9A-Z]/g, "");
    if (letters.length !== 16) {
      answer.textContent = form.dataset.wrongCode.replace("{length}", letters.length);
    } else if (letters.indexOf("U") >= 0) {
      answer.textContent = form.dataset.wrongLetter;
    } else {
      location.href = "../c/" + letters.match(/.{4}/g).join("-") + "/index.html";
      return;
    }
    form.elements.code.focus();
  });
})();
