// Saves a visit from a form: first on this phone, then to the server, and says truly how far it came.
import { change, read } from "./store.js";
import { AlreadyReceived, keep, send, sendStraight } from "./queue.js";

const PATIENCE = 5000;

// The entry as it stands then: "received", "refused" (with errors), "waiting"; "" where neither the phone nor the server
// took it. Throws AlreadyReceived. `about` is how a person names the visit in a list;
// `mends`: it takes the place of one that waits.
export async function save(visit, about, mends = false) {
  const owner = document.body.dataset.userTag;
  const entry = { uuid: visit.uuid, owner, visit, about, mends };
  try {
    await keep(entry);
  } catch (error) {
    if (error instanceof AlreadyReceived) throw error;
    return sendStraight(entry);
  }
  await remember(visit).catch(() => {});
  navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("send-visits")).catch(() => {});
  await Promise.race([send(owner), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  return read("queue", visit.uuid);
}

export function addressOf(entry) {
  return entry.state === "received" ? `/luot-tham/${entry.uuid}/` : `/luot-tham/tren-may/?vua=${entry.uuid}`;
}

// What the phone keeps of the household follows at once; the next download brings what the server made of it.
function remember(visit) {
  return change("households", visit.household ?? 0, (household) => {
    if (!household) return null;
    const kept = visit.outcome === "NOBODY_HOME" && !visit.promised_on;
    const promise = kept ? {} : { promised_on: visit.promised_on, promise: visit.promised_on && visit.note };
    for (const { resident, skill, level } of visit.guidances) {
      const person = household.people.find((one) => one.id === resident);
      if (person) person.levels[skill] = level;
    }
    for (const { resident, trait, value } of visit.observations) {
      const owner = resident ? household.people.find((one) => one.id === resident) : household;
      if (owner) owner.traits[trait] = value;
    }
    return { ...household, ...promise, visited_at: visit.saved_at, outcome: visit.outcome };
  });
}
