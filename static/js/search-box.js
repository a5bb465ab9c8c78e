// The box at the head of every page: while somebody types, the first hits of the results page stand below it, to be
// chosen with the arrow keys or a tap. Without this the form opens the results page.

const PAUSE = 200;
const FEWEST = 2;
let boxes = 0;

export function searchBox(form) {
  const input = form.querySelector("input[type=search]");
  const list = form.appendChild(document.createElement("ul"));
  const said = form.appendChild(document.createElement("p"));
  let waiting, asking, chosen;

  list.id = `search-hits-${++boxes}`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Gợi ý");
  said.className = "heard";
  said.setAttribute("role", "status");
  const combobox = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
  for (const [name, value] of Object.entries(combobox)) input.setAttribute(name, value);

  const options = () => [...list.children];

  function close() {
    clearTimeout(waiting);
    asking?.abort();
    show([]);
  }

  function show(found) {
    list.replaceChildren(...found);
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(null);
  }

  function choose(option) {
    chosen?.setAttribute("aria-selected", "false");
    chosen = option;
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  async function suggest() {
    const typed = input.value.trim();
    asking?.abort();
    if (typed.length < FEWEST) return close();
    asking = new AbortController();
    try {
      const address = `${form.action}?${new URLSearchParams({ q: typed, "goi-y": 1 })}`;
      const response = await fetch(address, { signal: asking.signal });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (document.activeElement !== input) return;
      const links = [...page.querySelectorAll("[data-hits] li > a")];
      show(links.map((link, place) => optionFor(link, `${list.id}-${place}`)));
      said.textContent = links.length ? `${links.length} gợi ý` : "Không có gợi ý";
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(suggest, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    const all = options();
    const place = all.indexOf(chosen);
    if (event.isComposing || !all.length) return;
    if (event.key === "ArrowDown") choose(all[place + 1] ?? null);
    else if (event.key === "ArrowUp") choose(place < 0 ? all.at(-1) : (all[place - 1] ?? null));
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen) location.assign(chosen.dataset.address);
    else return;
    event.preventDefault();
  });
  // Not on blur alone: the tap that chooses takes the focus first.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.address);
  });
  input.addEventListener("blur", close);
}

function optionFor(link, id) {
  const option = document.createElement("li");
  option.id = id;
  option.dataset.address = link.getAttribute("href");
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.append(...link.childNodes);
  return option;
}
