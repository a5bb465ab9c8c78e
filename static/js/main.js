// Loaded by every page. Warns before a form with unsaved typing is left, and adds rows to member lists.
import { growingRows } from "./growing-rows.js";
import { unsavedTyping } from "./unsaved-typing.js";

document.querySelectorAll("[data-rows]").forEach(growingRows);
document.querySelectorAll("form[data-keep]").forEach(unsavedTyping);
