// Loaded by every page: each module enhances the elements that carry its data attribute.
import { directory, factsOf } from "./directory.js";
import { fileSize } from "./file-size.js";
import { growingRows } from "./growing-rows.js";
import { importSteps } from "./import-steps.js";
import { queueBar, tellOfWaiting } from "./queue-bar.js";
import { quickVisit } from "./quick-visit.js";
import { noteRehearsal } from "./rehearsal.js";
import { searchBox } from "./search-box.js";
import { shell } from "./shell.js";
import { afterSignOut, forgetAll, forgetShells, signOut } from "./sign-out.js";
import { taughtOutcome } from "./taught-outcome.js";
import { unsavedTyping } from "./unsaved-typing.js";
import { visitForm } from "./visit-form.js";

noteRehearsal();
document.querySelectorAll("input[data-most-bytes]").forEach(fileSize);
document.querySelectorAll("[data-rows]").forEach(growingRows);
document.querySelectorAll("[data-steps]").forEach(importSteps);
document.querySelectorAll("form[data-keep]").forEach(unsavedTyping);
document.querySelectorAll("form[data-visit]").forEach(visitForm);
document.querySelectorAll("form[data-visit]").forEach(taughtOutcome);
document.querySelectorAll("form[data-quick-visit]").forEach(quickVisit);
document.querySelectorAll("form[data-search]").forEach(searchBox);
document.querySelectorAll("[data-queue-bar]").forEach(queueBar);
document.querySelectorAll("[data-directory]").forEach(directory);
document.querySelectorAll("[data-shell]").forEach(shell);
const owner = document.body.dataset.userTag;
if (owner) {
  document.querySelectorAll("form[data-sign-out]").forEach(signOut);
  const atHome = location.pathname === "/" && !document.querySelector("[data-directory], [data-shell]");
  // What somebody else left here; or all of it, once Hôm nay says that he serves no village any more.
  if (atHome) forgetAll();
  else Promise.allSettled([factsOf(owner), forgetShells(owner)]);
} else {
  afterSignOut();
  document.querySelectorAll("[data-waiting]").forEach(tellOfWaiting);
}
if (document.querySelector("[data-queue-bar]")) navigator.serviceWorker?.register("/sw.js", { type: "module" }).catch(() => {});
