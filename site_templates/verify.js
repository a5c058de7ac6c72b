// Checks certificates: codes that are typed or pasted, and PDFs that are chosen or dropped. Nothing leaves the browser.
(function () {
  "use strict";
  var LENGTH = 16;
  var COMPARED = "certbuild-compared";
  // Browsers compute SHA-256 only on pages that came over https, from this machine, or from its disk.
  var subtle = window.crypto && window.crypto.subtle;

  function sha256(bytes) {
    return subtle.digest("SHA-256", bytes).then(function (digest) {
      return Array.from(new Uint8Array(digest), function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
    });
  }

  function words(text) {
    return text.normalize("NFKC").toUpperCase()
      .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, function (digit) { return digit.charCodeAt(0) % 16; })
      .replace(/O/g, "0").replace(/[IL]/g, "1").match(/[0-9A-Z]+/g) || [];
  }

  // The codes that a text may hold: words that follow each other, with as many letters as a code; four words of four first.
  function codesIn(text) {
    var all = words(text), found = [];
    all.forEach(function (_, first) {
      var letters = "", next = first;
      while (letters.length < LENGTH && next < all.length) { letters += all[next++]; }
      if (letters.length === LENGTH && letters.indexOf("U") < 0) {
        var code = letters.match(/.{4}/g).join("-");
        found[code === all.slice(first, next).join("-") ? "unshift" : "push"](code);
      }
    });
    return found;
  }

  // Whether a code has a page; where that cannot be known, the host will say so.
  function isKnown(code) {
    var list = window.certificateCodes;
    if (!list || !subtle) { return Promise.resolve(true); }
    return sha256(new TextEncoder().encode(code)).then(function (digest) {
      var wanted = digest.slice(0, list.digits), place = list.digests.indexOf(wanted);
      while (place % list.digits > 0) { place = list.digests.indexOf(wanted, place + 1); }
      return place >= 0;
    });
  }

  // The trailer of a certificate's PDF holds its code, as text or, saved by another program, in hexadecimal digits.
  function codeOfPdf(text) {
    var identifiers = (text.match(/\/ID\s*\[\s*(?:\([^)]*\)|<[0-9A-Fa-f\s]*>)/g) || []).map(function (found) {
      var value = found.replace(/^[^(<]*[(<]/, "").slice(0, -1);
      if (found.slice(-1) === ")") { return value; }
      return value.replace(/\s/g, "").replace(/../g, function (byte) { return String.fromCharCode(parseInt(byte, 16)); });
    });
    return identifiers.find(function (value) { return /^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/.test(value); });
  }

  function read(file) {
    return file.arrayBuffer().then(function (bytes) {
      var text = new TextDecoder("latin1").decode(bytes);
      var found = { name: file.name, isPdf: text.slice(0, 1024).indexOf("%PDF-") >= 0, code: codeOfPdf(text), digest: "" };
      return subtle ? sha256(bytes).then(function (digest) { found.digest = digest; return found; }) : found;
    }, function () { return { name: file.name, isPdf: false }; });
  }

  // Has each PDF read that is chosen, or dropped anywhere on the page; of several, the last one counts.
  function onFile(take) {
    var input = document.getElementById("file"), latest;

    function taken(file) {
      latest = file;
      read(file).then(function (found) { if (file === latest) { take(found); } });
    }
    function hasFile(event) { return Array.from(event.dataTransfer.types).indexOf("Files") >= 0; }

    input.addEventListener("change", function () { if (input.files.length) { taken(input.files[0]); } });
    document.addEventListener("dragover", function (event) {
      if (!hasFile(event)) { return; }
      event.preventDefault();
      document.body.classList.add("dropping");
    });
    document.addEventListener("dragleave", function (event) {
      if (!event.relatedTarget) { document.body.classList.remove("dropping"); }
    });
    document.addEventListener("drop", function (event) {
      document.body.classList.remove("dropping");
      if (!hasFile(event)) { return; }
      event.preventDefault();
      if (event.dataTransfer.files.length) { taken(event.dataTransfer.files[0]); }
    });
  }

  // What was compared is handed on beside the address: a link from elsewhere must not make a page praise a file.
  function handOn(code, digest) {
    try { sessionStorage.setItem(COMPARED, code + " " + digest); } catch (error) { /* the page will ask for the file again */ }
  }

  function handedOn(code) {
    try {
      var parts = (sessionStorage.getItem(COMPARED) || "").split(" ");
      sessionStorage.removeItem(COMPARED);
      return parts[0] === code ? parts[1] : null;
    } catch (error) { return null; }
  }

  function filled(text, name, value) {
    return text.replace("{" + name + "}", function () { return "\u2068" + value + "\u2069"; });
  }

  function beForm(form) {
    var field = form.elements.code, answer = document.getElementById("answer"), say = form.dataset;

    function goTo(codes, before) {
      return Promise.all(codes.map(isKnown)).then(function (known) {
        var code = codes[known.indexOf(true)];
        if (!code) { return filled(say.unknownCode, "code", codes[0]); }
        before(code);
        location.href = "../c/" + code + "/index.html";
        return "";
      });
    }

    function whyNone(text) {
      var letters = words(text).join("");
      if (letters.length > 2 * LENGTH) { return say.noCode; }
      return letters.length === LENGTH ? say.wrongLetter : say.wrongCode.replace("{length}", letters.length);
    }

    function tell(text) {
      answer.textContent = text;
      answer.scrollIntoView({ block: "nearest" });
    }

    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var codes = codesIn(field.value);
      var told = codes.length ? goTo(codes, function () {}) : Promise.resolve(whyNone(field.value));
      told.then(function (text) { tell(text); if (text) { field.focus(); } });
    });

    // A field of one line would join the words at the ends of lines.
    field.addEventListener("paste", function (event) {
      event.preventDefault();
      var text = event.clipboardData.getData("text").replace(/\s+/g, " ");
      field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    });

    onFile(function (found) {
      if (!found.isPdf) { tell(filled(say.noPdf, "file", found.name)); return; }
      if (!found.code) { tell(filled(say.noCodeInFile, "file", found.name)); return; }
      goTo([found.code], function (code) { handOn(code, found.digest); }).then(tell);
    });
  }

  function beCertificate(answer) {
    var say = answer.dataset, issued = document.getElementById("sha256"), own = issued.dataset.code;

    function tell(text, kind) {
      answer.textContent = text;
      answer.className = "compared " + kind;
      answer.scrollIntoView({ block: "nearest" });
    }

    function compare(digest) {
      if (!digest) { tell(say.noComparing, ""); } else if (digest === issued.textContent) { tell(say.same, "same"); } else { tell(say.other, "other"); }
    }

    onFile(function (found) {
      if (!found.isPdf) { tell(filled(say.noPdf, "file", found.name), "other"); return; }
      if (found.code && found.code !== own) { tell(filled(say.otherCode, "code", found.code), "other"); return; }
      compare(found.digest);
    });
    var digest = handedOn(own);
    if (digest !== null) { compare(digest); }
  }

  document.querySelectorAll("[data-scripted]").forEach(function (part) { part.hidden = false; });
  var form = document.getElementById("verify");
  if (form) {
    document.getElementById("by-hand").hidden = true;
    beForm(form);
  } else {
    beCertificate(document.getElementById("compared"));
  }
})();
