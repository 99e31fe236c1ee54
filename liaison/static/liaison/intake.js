// The visit form works without this: it shows what the chosen handling needs, asks for hints, and suggests the title.
(function () {
  "use strict";
  var form = document.querySelector("[data-intake]");
  if (!form) return;
  var hints = form.querySelector("[data-hints]");
  var asked = 0;

  function field(name) { return form.elements[name]; }

  // Only the fields of the chosen handling.
  function showHandling() {
    var chosen = form.querySelector("[name=handling]:checked");
    Array.prototype.forEach.call(form.querySelectorAll("[data-handling]"), function (part) {
      var wanted = chosen && part.dataset.handling === chosen.value;
      part.hidden = !wanted;
      part.open = wanted;
    });
  }
  form.addEventListener("change", function (event) { if (event.target.name === "handling") showHandling(); });
  showHandling();

  // Hints are asked for when the phone, the place, the class or the words have been typed; the last answer counts.
  function ask(about) {
    var turn = ++asked;
    var told = new FormData(form);
    told.append("about", about);
    fetch(form.dataset.intake, {
      method: "POST", body: told, credentials: "same-origin",
      headers: { "X-CSRFToken": field("csrfmiddlewaretoken").value, "X-Requested-With": "XMLHttpRequest" }
    }).then(function (answer) {
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      return answer.text();
    }).then(function (text) {
      if (turn !== asked) return;
      var known = about === "phone" ? null : hints.querySelector(".known");
      hints.innerHTML = text;
      if (known) hints.insertBefore(known, hints.firstChild);
      var person = hints.querySelector("[data-known-name]");
      if (about === "phone" && person && !field("name").value) field("name").value = person.dataset.knownName;
    }).catch(function () { /* no hint; the form goes on */ });
  }
  var WATCHED = { phone: "phone", place: "place", words: "words", title: "words", category: "place" };
  form.addEventListener("change", function (event) {
    var about = WATCHED[event.target.name];
    if (event.target.name === "words" && !field("title").value) suggest();
    if (about && event.target.value) ask(about);
  });

  // The first sentence, as the server would take it.
  function suggest() {
    var found = /[^。！？!?；;\n]+/.exec(field("words").value);
    field("title").value = found ? Array.from(found[0].trim()).slice(0, Number(field("title").dataset.count)).join("") : "";
    field("title").dispatchEvent(new Event("input"));
  }
})();
