// Loaded by every page: each module enhances the elements that carry its data attribute.
import { fileSize } from "./file-size.js";
import { growingRows } from "./growing-rows.js";
import { taughtOutcome } from "./taught-outcome.js";
import { unsavedTyping } from "./unsaved-typing.js";
import { sameVisitOnReturn } from "./visit-form.js";

document.querySelectorAll("input[data-most-bytes]").forEach(fileSize);
document.querySelectorAll("[data-rows]").forEach(growingRows);
document.querySelectorAll("form[data-keep]").forEach(unsavedTyping);
document.querySelectorAll("form[data-visit]").forEach(sameVisitOnReturn);
document.querySelectorAll("form[data-visit]").forEach(taughtOutcome);
