// Opens a sealed result with the code that was told privately, typed or after the # of the address; nothing is sent anywhere.
(function () {
  "use strict";
  var form = document.getElementById("unlock");
  var answer = document.getElementById("answer");
  var closed = document.getElementById("closed");
  var sealed = document.getElementById("sealed").dataset;

  function bytes(digits) {
    return Uint8Array.from(digits.match(/../g), function (pair) { return parseInt(pair, 16); });
  }

  async function opened(letters) {
    var subtle = crypto.subtle;
    var typed = await subtle.importKey("raw", new TextEncoder().encode(letters), "PBKDF2", false, ["deriveKey"]);
    var made = { name: "PBKDF2", hash: "SHA-256", salt: bytes(sealed.salt), iterations: Number(sealed.rounds) };
    var key = await subtle.deriveKey(made, typed, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
    var text = await subtle.decrypt({ name: "AES-GCM", iv: bytes(sealed.nonce) }, key, bytes(sealed.text));
    return new TextDecoder().decode(text);
  }

  // What was opened is as the teacher's program wrote it: AES-GCM opens nothing else.
  function show(result) {
    var main = document.querySelector("main");
    main.innerHTML = result;
    document.title = form.dataset.title;
    var heading = main.querySelector("h1");
    heading.tabIndex = -1;
    heading.focus();
  }

  function refuse(text) {
    answer.textContent = text;
    form.elements.code.setAttribute("aria-invalid", "true");
    form.elements.code.focus();
  }

  async function unlock() {
    var letters = form.elements.code.value.toUpperCase()
      .replace(/O/g, "0").replace(/[IL]/g, "1").replace(/[^0-9A-Z]/g, "");
    var button = form.querySelector("button");
    if (letters.length !== 16) {
      refuse(form.dataset.wrongLength.replace("{length}", letters.length));
      return;
    }
    button.disabled = true;
    form.classList.add("busy");
    answer.textContent = form.dataset.opening;
    try {
      show(await opened(letters));
    } catch (error) {
      button.disabled = false;
      form.classList.remove("busy");
      refuse(form.dataset.wrong);
    }
  }

  function unlockFromAddress() {
    if (location.hash.length > 1 && document.contains(form)) {
      form.elements.code.value = location.hash.slice(1);
      unlock();
    }
  }

  if (!window.crypto || !crypto.subtle) {
    closed.textContent = closed.dataset.needsHttps;
    return;
  }
  closed.hidden = true;
  form.hidden = false;
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    unlock();
  });
  window.addEventListener("hashchange", unlockFromAddress);
  unlockFromAddress();
})();
