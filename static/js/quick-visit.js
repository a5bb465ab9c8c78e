// One-tap visits in lists ("Không ai ở nhà"): kept on the phone and sent from there like the visit form.
import { addressOf, save } from "./saving.js";
import { read } from "./store.js";

export function quickVisit(form) {
  if (!document.body.dataset.userTag || "rehearsal" in document.body.dataset) return;
  let busy = false;
  addEventListener("pageshow", () => (busy = false));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    const data = new FormData(form);
    const visit = {
      uuid: data.get("uuid"),
      household: Number(data.get("household")),
      village: null,
      saved_at: new Date().toISOString(),
      visited_at: null,
      outcome: data.get("outcome"),
      place: "HOME",
      note: "",
      promised_on: null,
      companions: [],
      guidances: [],
      observations: [],
    };
    const entry = await save(visit, form.dataset.about).catch(() => ({ state: "" }));
    const kept = await read("queue", visit.uuid).catch(() => null);
    if (kept || entry.state === "received") location.assign(addressOf(entry));
    else form.submit(); // the phone keeps nothing: the server's own page says what came of it
  });
}
