// Small helps bound by data- attributes. Every page works without them.
import { focusFirst } from "./focus.js";
import { bindQuantities } from "./quantity.js";
import { bindCopyLinks, bindSharing } from "./copy-link.js";
import { bindListening } from "./listen.js";
import { bindPlace } from "./place.js";

focusFirst(document);
bindQuantities(document);
bindCopyLinks(document);
bindSharing(document);
bindListening(document);
bindPlace(document);
