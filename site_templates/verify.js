// Takes a code as a person types it, and goes to the page of that certificate.
(function () {
  "use strict";
  var form = document.getElementById("verify");
  var answer = document.getElementById("answer");
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var letters = form.elements.code.value.toUpperCase()
      .replace(/O/g, "0").replace(/[IL]/g, "1").replace(/[^0-9A-Z]/g, "");
    if (!/^[0-9A-HJKMNP-TV-Z]{16}$/.test(letters)) {
      answer.textContent = "A code has 16 letters and digits, in four groups of four. This one has " + letters.length + ".";
      return;
    }
    location.href = "../c/" + letters.match(/.{4}/g).join("-") + "/index.html";
  });
})();
