// What helps at the writing desk; staff pages only. Without it every button and field works all the same.
import { bindAutosave } from "./autosave.js";
import { bindLook } from "./look.js";
import { bindPaste } from "./paste.js";
import { bindToolbar } from "./toolbar.js";
import { offerWhatIsHere } from "./kept-here.js";

offerWhatIsHere(document);
bindAutosave(document);
bindToolbar(document);
bindPaste(document);
bindLook(document);
