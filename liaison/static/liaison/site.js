// Enhances pages that already work without it. What a page may declare:
//   data-key="F8" or "Ctrl+Enter" on a button, link or field   data-counter-form on a form: Enter walks to the next field
//   data-busy="…" on a button: its words while sending          data-print on a button, data-print-now anywhere
//   data-check-all on a hidden label with a box: ticks every named box of its form
//   data-autosave="<url>" on a form, [data-autosave-status]      data-count="30" on a text field: 12/30 beside its label
(function () {
  "use strict";
  var words = document.body.dataset;
  var busy = null;

  function all(selector, root) {
    return Array.prototype.slice.call((root || document).querySelectorAll(selector));
  }
  function composing(event) {
    return event.isComposing || event.keyCode === 229;
  }
  function shown(element) {
    return !element.disabled && element.getClientRects().length > 0;
  }

  document.documentElement.classList.add("js");

  // The error summary takes the focus, and its links reach a field even when the target is a group.
  var summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
  document.addEventListener("click", function (event) {
    var link = event.target.closest(".errors a[href^='#']");
    var target = link && document.getElementById(link.hash.slice(1));
    var field = target && (target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea"));
    if (!field) return;
    event.preventDefault();
    field.focus();
    (field.closest(".field") || field).scrollIntoView({ block: "center" });
  });

  // Where tabs do not fit beside each other, the one that is open is in sight.
  all(".tabs [aria-current]").forEach(function (tab) {
    var bar = tab.parentNode;
    bar.scrollLeft = tab.getBoundingClientRect().left - bar.getBoundingClientRect().left - (bar.clientWidth - tab.clientWidth) / 2;
  });

  // data-check-all: one tick for all boxes of the form.
  all("[data-check-all]").forEach(function (label) {
    label.hidden = false;
    label.querySelector("input").addEventListener("change", function (event) {
      all("[type=checkbox][name]").forEach(function (box) { if (box.form === event.target.form) box.checked = event.target.checked; });
    });
  });

  // A form is sent once; after 0.4 s the button says so. The button keeps its value because it is disabled only afterwards.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    var button = event.submitter || form.querySelector("button:not([type=button])");
    if (form.target) { setTimeout(function () { delete form.dataset.sent; }, 1500); return; }
    busy = setTimeout(function () {
      if (!button) return;
      button.dataset.label = button.textContent;
      button.textContent = button.dataset.busy || words.busy;
      button.disabled = true;
    }, 400);
  });
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    clearTimeout(busy);
    all("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
    all("button[data-label]").forEach(function (button) {
      button.textContent = button.dataset.label;
      button.disabled = false;
      delete button.dataset.label;
    });
  });

  // Keys declared in the page, such as data-key="F8" or data-key="Ctrl+Enter". Only function keys and chords, so typing is never caught.
  document.addEventListener("keydown", function (event) {
    if (composing(event) || event.defaultPrevented) return;
    var name = (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") + (event.key.length === 1 ? event.key.toUpperCase() : event.key);
    if (!/^F\d+$/.test(name) && name.indexOf("+") < 0) return;
    var form = event.target.closest && event.target.closest("form");
    var wanted = "[data-key='" + name.replace(/'/g, "") + "']";
    var target = (form && all(wanted, form).filter(shown)[0]) || all(wanted).filter(shown)[0];
    if (!target) return;
    event.preventDefault();
    if (target.matches("input:not([type=submit]), select, textarea")) {
      target.focus();
      if (target.select) target.select();
    } else target.click();
  });

  // Counter form: Enter walks to the next field, a digit chooses in a row of radios.
  function next(form, from) {
    var stops = Array.prototype.filter.call(form.elements, function (field) {
      return shown(field) && field.tabIndex >= 0 && field.type !== "hidden" && field.tagName !== "FIELDSET" && !field.readOnly;
    });
    var after = stops.slice(stops.indexOf(from) + 1);
    return after.filter(function (field) {
      if (field.type !== "radio") return true;
      if (field.name === from.name) return false;
      var chosen = form.querySelector("input[type=radio][name='" + field.name + "']:checked");
      return !chosen || chosen === field;
    })[0];
  }
  document.addEventListener("keydown", function (event) {
    var field = event.target;
    if (composing(event) || event.ctrlKey || event.altKey || event.metaKey || !field.closest) return;
    if (event.key === "Enter" && field.matches("input:not([type=submit]), select") && field.closest("[data-counter-form]")) {
      event.preventDefault();
      var following = next(field.form, field);
      if (following) following.focus();
    }
    var row = /^[1-9]$/.test(event.key) && field.type === "radio" && field.closest(".choices");
    var choice = row && all("input[type=radio]", row)[Number(event.key) - 1];
    if (choice) {
      event.preventDefault();
      choice.focus();
      choice.click();
    }
  });

  // Drafts: changed forms are stored every 20 s and when the page is left.
  function clock() {
    var now = new Date();
    return now.getHours() + ":" + ("0" + now.getMinutes()).slice(-2);
  }
  all("form[data-autosave]").forEach(function (form) {
    var changed = false;
    var status = document.querySelector("[data-autosave-status]") || form.insertBefore(document.createElement("p"), form.firstChild);
    status.classList.add("autosave");
    status.setAttribute("role", "status");
    function store() {
      if (!changed || form.dataset.sent) return;
      changed = false;
      var draft = new FormData(form);
      all("input[type=file]", form).forEach(function (file) { draft.delete(file.name); });
      var token = form.querySelector("[name=csrfmiddlewaretoken]");
      fetch(form.dataset.autosave, {
        method: "POST", body: draft, credentials: "same-origin", keepalive: true,
        headers: { "X-CSRFToken": token ? token.value : "", "X-Requested-With": "XMLHttpRequest" }
      }).then(function (answer) {
        if (!answer.ok || answer.redirected) throw new Error(answer.status);
        status.textContent = words.saved + " " + clock();
      }).catch(function () {
        changed = true;
        status.textContent = words.unsaved;
      });
    }
    form.addEventListener("input", function () { changed = true; });
    form.addEventListener("change", function () { changed = true; });
    setInterval(store, 20000);
    document.addEventListener("visibilitychange", function () { if (document.hidden) store(); });
  });

  // Live length: data-count="30" on a text field shows 12/30 beside it.
  all("[data-count]").forEach(function (field) {
    var count = document.createElement("span");
    count.className = "count num";
    count.setAttribute("aria-hidden", "true");
    if (field.labels.length) field.labels[0].appendChild(count);
    function show() {
      var length = Array.from(field.value).length;
      count.textContent = length + "/" + field.dataset.count;
      count.classList.toggle("over", length > Number(field.dataset.count));
    }
    field.addEventListener("input", show);
    show();
  });

  // Long choices can be narrowed: what is typed hides the others, but never what is chosen already.
  all(".choices .options").forEach(function (options) {
    var rows = all(".option", options);
    if (rows.length < 20) return;
    var sift = document.createElement("input");
    sift.type = "search";
    sift.className = "sift";
    sift.placeholder = words.sift;
    sift.setAttribute("aria-label", words.sift);
    options.parentNode.insertBefore(sift, options);
    sift.addEventListener("input", function () {
      rows.forEach(function (row) {
        row.hidden = row.textContent.indexOf(sift.value.trim()) < 0 && !row.querySelector("input").checked;
      });
    });
    sift.addEventListener("keydown", function (event) { if (event.key === "Enter") event.preventDefault(); });
  });

  // Menus close on Escape and on a click elsewhere.
  function close(except) {
    all("details.more[open]").forEach(function (menu) { if (menu !== except) menu.open = false; });
  }
  document.addEventListener("click", function (event) { close(event.target.closest("details.more")); });
  document.addEventListener("keydown", function (event) {
    var menu = event.key === "Escape" && document.querySelector("details.more[open]");
    if (!menu) return;
    close();
    menu.querySelector("summary").focus();
  });

  // Print on a button, or at once on a page that was opened to be printed.
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) window.print();
  });
  if (document.querySelector("[data-print-now]")) window.addEventListener("load", function () { window.print(); });
})();
