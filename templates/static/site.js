// What scripts add to pages that work without them. Each part looks for its own markup and does nothing where it is not.
import { suggest } from "./suggest.js";
import { keepLive } from "./live.js";
import { keys } from "./keys.js";

for (const form of document.querySelectorAll("form[data-suggest]")) suggest(form);
keepLive();
keys();
