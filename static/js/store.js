// What lies on this phone (IndexedDB): the queue of visits, and the households of one village with some facts about them.

const STORES = { queue: "uuid", households: "id", facts: "name" };
let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("portal", 1);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) request.result.createObjectStore(name, { keyPath });
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      request.result.onclose = () => (opened = undefined);
      resolve(request.result);
    };
  });
  opened.catch(() => (opened = undefined));
  return opened;
}

// Runs `work(store, …)` in one transaction; resolves when it is on the disk, with the result of the request returned.
async function within(names, mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, mode, { durability: "strict" });
    const request = work(...names.map((name) => transaction.objectStore(name)));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

export const read = (name, key) => within([name], "readonly", (store) => store.get(key));
export const readAll = (name) => within([name], "readonly", (store) => store.getAll());
export const write = (name, row) => within([name], "readwrite", (store) => store.put(row));
export const remove = (name, key) => within([name], "readwrite", (store) => store.delete(key));

// Changes a row as it stands now; `change` returns the new row, or nothing to leave it.
export const change = (name, key, make) =>
  within([name], "readwrite", (store) => {
    const request = store.get(key);
    request.onsuccess = () => {
      const row = make(request.result);
      if (row) store.put(row);
    };
  });

export const keepDirectory = (households, gone, facts, whole) =>
  within(["households", "facts"], "readwrite", (store, kept) => {
    if (whole) store.clear();
    for (const household of households) store.put(household);
    for (const id of gone) store.delete(id);
    kept.put(facts);
  });

export const forgetDirectory = () =>
  within(["households", "facts"], "readwrite", (store, kept) => {
    store.clear();
    kept.clear();
  });
